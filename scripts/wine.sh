#!/usr/bin/env bash
# Runs a program for Windows under the emulator (scripts/windows.sh).
exec wine "$@"
