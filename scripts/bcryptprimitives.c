/* A stand-in for a library that Windows has and Wine 8 has not: the one function of it that Rust's standard library asks for.
   For testing under the emulator only; no package holds it. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return SystemFunction036(data, (ULONG)length);
}
