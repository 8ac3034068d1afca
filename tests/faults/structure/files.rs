//! Files that are not what they should be.

use super::*;

/// An extract is empty, or has a header but no records.
///
/// The run stops with 3: an empty extract is not treated as a quiet week.
#[test]
fn fault_01_empty() {
    let stand = Stand::good();
    let mark = "\u{feff}";
    for (bytes, says) in [
        (Vec::new(), "clinic.csv: the extract is empty"),
        (mark.into(), "clinic.csv: the extract has no header and no records"),
        (b"\xFF\xFE".to_vec(), "clinic.csv: the extract has no header and no records"),
        (b"\n\r\n\r".to_vec(), "clinic.csv: the extract has no header and no records"),
        (HEADER.into(), "clinic.csv: the extract has a header but no records"),
        (HEADER.trim_end().into(), "clinic.csv: the extract has a header but no records"),
        (format!("{mark}{HEADER}\r\n\r\n").into(), "clinic.csv: the extract has a header but no records"),
        (format!("{HEADER},,,,\n,,,,\n").into(), "clinic.csv: the extract has a header but no records"),
        (format!("{HEADER}{HEADER}").into(), "clinic.csv: the extract has a header but no records"),
    ] {
        stops(&stand, bytes, 3, &[says, "an extract was refused", "nothing was published"]);
    }
}

/// One of several extracts is empty.
///
/// The run stops with 3 all the same, and names the file.
#[test]
fn fault_01_one_of_several_is_empty() {
    let stand = Stand::good();
    stand.area.write("clinic-2.csv", HEADER);
    stand.stops(3, &["clinic-2.csv: the extract has a header but no records"]);
    stand.area.write("clinic-3.csv", "");
    stand.stops(3, &["clinic-3.csv: the extract is empty"]);
}

/// An extract is missing: a link that leads nowhere, or nothing of that name.
///
/// A link that leads nowhere stops the run with 3; a name or a pattern in the configuration that matches no file stops
/// it with 2, and the message names the line.
#[cfg(unix)]
#[test]
fn fault_02_missing() {
    let stand = Stand::good();
    fs::remove_file(stand.area.path("clinic.csv")).unwrap();
    stand.stops(2, &["failed-contact.toml:5:10", "no file matches \"clinic*.csv\""]);
    std::os::unix::fs::symlink("nowhere.csv", stand.area.path("clinic.csv")).unwrap();
    stand.stops(3, &["clinic.csv: the extract cannot be read: no such file or directory"]);
    std::os::unix::fs::symlink("clinic-2.csv", stand.area.path("clinic-2.csv")).unwrap();
    stand.stops(3, &["clinic-2.csv: the extract cannot be read: too many levels of symbolic links"]);
}

/// A folder is where an extract should be.
///
/// The run stops with 3 and says that it is a folder.
#[test]
fn fault_02_folder() {
    let stand = Stand::good();
    fs::remove_file(stand.area.path("clinic.csv")).unwrap();
    fs::create_dir(stand.area.path("clinic.csv")).unwrap();
    stand.stops(3, &["clinic.csv: the extract cannot be read: it is a folder"]);
}

/// A named pipe, a socket or a device is where an extract should be, by a link or by its name.
///
/// The run stops with 3. It does not open such a thing, which might never end or never begin.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_types, reason = "a socket lies where an extract should be")]
#[test]
fn fault_02_pipe_or_device() {
    let says = ["clinic.csv: the extract cannot be read: it is not a file but a pipe or a device"];
    let stand = Stand::good();
    let path = stand.area.path("clinic.csv");
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    stand.stops(3, &says);
    fs::remove_file(&path).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    stand.stops(3, &says);
    drop(socket);
    for device in ["/dev/null", "/dev/zero", "/dev/stdin", "/dev/full"] {
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(device, &path).unwrap();
        stand.stops(3, &says);
        stand.area.write("failed-contact.toml", PLAIN.replace("clinic*.csv", device));
        stand.stops(3, &[&format!("{device}{}", &says[0]["clinic.csv".len()..])]);
        stand.area.write("failed-contact.toml", PLAIN);
    }
}

/// An extract may not be read, or reading it fails half-way.
///
/// The run stops with 3 and says what the system says.
#[cfg(target_os = "linux")]
#[test]
fn fault_02_unreadable() {
    use std::os::unix::fs::PermissionsExt;
    let stand = Stand::good();
    let path = stand.area.path("clinic.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Nothing is unreadable for root.
    if fs::File::open(&path).is_err() {
        stand.stops(3, &["clinic.csv: the extract cannot be read: permission denied"]);
    }
    fs::remove_file(&path).unwrap();
    // A file whose first byte nobody can read, not even root.
    std::os::unix::fs::symlink("/proc/self/mem", &path).unwrap();
    stand.stops(3, &["clinic.csv: the extract cannot be read: input/output error"]);
}

/// An Excel workbook, a zip or gzip file, or another file that is not text, with a name that ends in `.csv`.
///
/// The run stops with 3 and says what the file is. Nothing is ever unpacked.
#[test]
fn fault_18_not_a_csv_file() {
    let stand = Stand::good();
    for (bytes, says) in [
        (&b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"[..], "a zip file or an Excel workbook (.xlsx)"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "an empty zip file"),
        (b"\x1f\x8b\x08\x08\0\0\0\0\0\x03clinic.csv\0", "a gzip file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-zip file"),
        (b"Rar!\x1a\x07\x01\0", "a RAR file"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"\xfd7zXZ\0\0", "an xz file"),
        (b"\x28\xb5\x2f\xfd\x04\x58", "a zstd file"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"<html><table>", "HTML or XML"),
        (b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<?mso-application", "HTML or XML"),
        (b"\xff\xfe\0\0c\0\0\0o\0\0\0", "UTF-32 text"),
    ] {
        let message = format!("clinic.csv: this is not a CSV file but {says}");
        stops(&stand, bytes, 3, &[&message, "no other file format is read"]);
    }
}
