//! What a process must not give away, fault 57: its memory, and the case-reference key.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::break_in;
use crate::processes::REPLACE;
use crate::stand::{Stand, good_records};
use crate::support::tools::Tool;
use crate::support::{AS_OF, Area, PLAIN, files_below, plain_csv, program};

/// The program crashes with data in memory, on a system that would write its memory to a disk.
///
/// Before it reads anything, it asks the system not to: there is no core dump, and no other process of the user can
/// read its memory.
#[cfg(target_os = "linux")]
#[test]
fn fault_57_no_core_dump() {
    let area = Area::new(PLAIN);
    let records = good_records();
    area.write("clinic.csv", plain_csv(&records));
    let line = "ulimit -c unlimited 2>/dev/null; exec PROGRAM check"
        .replace("PROGRAM", program().get_program().to_str().unwrap());
    let mut child =
        Command::new("sh").args(["-c", &line]).current_dir(area.folder()).stdout(Stdio::piped()).spawn().unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let mut seen = false;
    for _ in 0..20_000 {
        let text = fs::read_to_string(&limits).unwrap_or_default();
        let words: Vec<&str> =
            text.lines().filter(|l| l.starts_with("Max core file size")).flat_map(str::split_whitespace).collect();
        if words.get(4..6) == Some(&["0", "0"]) {
            seen = true;
            break;
        }
    }
    child.wait().unwrap();
    assert!(seen, "the limit was never seen to be 0");
    if Tool::Strace.is_here() {
        let calls = break_in::run(&area, "prctl,openat", &[]).calls;
        let place = |words: &str| calls.iter().position(|call| call.contains(words)).expect(words);
        assert!(calls[place("PR_SET_DUMPABLE")].ends_with("= 0"));
        assert!(place("PR_SET_DUMPABLE") < place("failed-contact.toml"), "too late");
    }
}

/// Every run reads the case-reference key.
///
/// It is in no output of any command and in no file of a pack, as bytes, in hexadecimal or in base 64. Only `.key` has
/// it.
#[test]
fn fault_57_key_is_never_printed() {
    let stand = Stand::good();
    let area = &stand.area;
    let key = fs::read(area.path("reports/.key")).unwrap();
    assert_eq!(key.len(), 32);
    let hex = key.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let mut forms: Vec<Vec<u8>> = vec![key[..12].to_vec(), key[20..].to_vec()];
    for part in [&hex[..20], &hex[44..]] {
        forms.push(part.as_bytes().to_vec());
        forms.push(part.to_uppercase().into_bytes());
    }
    for alphabet in ["+/", "-_"] {
        // Three ways to fall on the groups of base 64.
        for skip in 0..3 {
            forms.push(base64(&key[skip..skip + 18], alphabet).into_bytes());
        }
    }
    forms.push(format!("{:?}", &key[..8]).trim_matches(['[', ']']).as_bytes().to_vec());
    let mut texts: Vec<(String, Vec<u8>)> =
        files_below(&area.path("reports")).into_iter().filter(|(name, _)| name != ".key").collect();
    for command in [
        &["report", "--as-of", AS_OF, "--replace"] as &[&str],
        &["report", "--as-of", AS_OF],
        &["check"],
        &["explain", "--child", "9990000018"],
        &["explain", "--child", "9990000018", "--format", "json"],
    ] {
        let run = area.run(command);
        texts.push((format!("{command:?}"), [run.stdout, run.stderr].concat().into_bytes()));
    }
    texts.extend(files_below(&area.path("reports")).into_iter().filter(|(name, _)| name != ".key"));
    // A damaged key is not shown, either.
    fs::File::options().append(true).open(area.path("reports/.key")).unwrap().write_all(b"x").unwrap();
    let run = area.run(&REPLACE);
    assert_eq!(run.status, 5);
    texts.push(("damaged".to_owned(), [run.stdout, run.stderr].concat().into_bytes()));
    assert!(texts.len() > 40);
    for (name, text) in &texts {
        for form in &forms {
            assert!(!text.windows(form.len()).any(|window| window == *form), "{name} has the key");
        }
    }
}

/// Bytes in base 64, three at a time.
fn base64(bytes: &[u8], last: &str) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(last.chars()).collect();
    let group = |three: &[u8]| u32::from_be_bytes([0, three[0], three[1], three[2]]);
    let places = |own: u32| [18, 12, 6, 0].map(|shift| own >> shift & 63);
    bytes.chunks_exact(3).flat_map(|three| places(group(three))).map(|place| alphabet[place as usize]).collect()
}
