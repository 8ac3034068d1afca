//! The configuration: faults 41 to 46.

use crate::stand::Stand;
use crate::support::PLAIN;

/// Asserts that a report under each of these configurations stops with status 2 and says these words, at this place.
#[track_caller]
fn refused(variants: &[(&str, &str, &[&str])]) {
    let stand = Stand::good();
    for (config, place, words) in variants {
        stand.area.write("failed-contact.toml", config);
        let run = stand.stops(2, words);
        let place = format!("error: failed-contact.toml{place}");
        assert!(run.stderr.contains(&place), "{place} is not said:\n{}", run.stderr);
        assert!(run.stdout.is_empty(), "{}", run.stdout);
    }
    stand.area.write("failed-contact.toml", PLAIN);
    stand.publishes();
}

/// Where a text stands in a configuration: `:line:`.
fn line_of(config: &str, text: &str) -> String {
    let line = config.lines().position(|line| line.contains(text)).unwrap() + 1;
    format!(":{line}:")
}

/// The configuration is not TOML: a bracket or a quote is missing, a key occurs twice, a Windows path is in double
/// quotes.
///
/// Status 2, with the line and the column.
#[test]
fn fault_41_not_toml() {
    let bracket = PLAIN.replace("[[contacts]]", "[[contacts]");
    let quote = PLAIN.replace("name = \"clinic\"", "name = \"clinic");
    let twice = PLAIN.replace("name = \"clinic\"", "name = \"clinic\"\nname = \"other\"");
    let path = PLAIN.replace("clinic*.csv", "C:\\Users\\clinic.csv");
    let no_value = PLAIN.replace("date_format = \"%Y-%m-%d\"", "date_format =");
    refused(&[
        (&bracket, &line_of(&bracket, "[[contacts]"), &[]),
        (&quote, &line_of(&quote, "name = \"clinic"), &[]),
        (&twice, &line_of(&twice, "name = \"other\""), &[]),
        (&path, &line_of(&path, "C:\\Users"), &[]),
        (&no_value, &line_of(&no_value, "date_format ="), &[]),
    ]);
}

/// A key is mistyped (`treshold`), at any level of the file.
///
/// Status 2, with its place and the nearest valid word: a setting that is not read must not look as if it worked.
#[test]
fn fault_42_mistyped_key() {
    let rule = format!("{PLAIN}\n[rules.repeated]\ntreshold = 3\n");
    let table = format!("{PLAIN}\n[limit]\nstale_days = 3\n");
    let column = PLAIN.replace("service = \"service\"", "servise = \"service\"");
    let source = PLAIN.replace("date_format", "dateformat");
    let top = PLAIN.replace("organisation", "organization");
    refused(&[
        (&rule, &line_of(&rule, "treshold"), &["did you mean `threshold`?"]),
        (&table, &line_of(&table, "[limit]"), &["did you mean `limits`?"]),
        (&column, &line_of(&column, "servise"), &["did you mean `service`?"]),
        (&source, &line_of(&source, "dateformat"), &["did you mean `date_format`?"]),
        (&top, &line_of(&top, "organization"), &["did you mean `organisation`?"]),
    ]);
}

/// A setting would make the report say nothing, or too much: a threshold of 0, a minimum count under 5, no source.
///
/// Status 2, with the setting and its allowed values.
#[test]
fn fault_43_senseless_setting() {
    let with = |text: &str| format!("{PLAIN}\n{text}\n");
    let threshold = with("[rules.repeated]\nthreshold = 0");
    let minimum = with("[disclosure]\nminimum_count = 4");
    let period = with("[review]\nperiod_days = 0");
    let seen = with("[failed_contact]\noutcomes = [\"seen\"]");
    let none = with("[failed_contact]\noutcomes = []");
    let text = with("[rules.repeated]\nthreshold = \"3\"");
    refused(&[
        (&threshold, &line_of(&threshold, "threshold = 0"), &["threshold"]),
        (&minimum, &line_of(&minimum, "minimum_count"), &["minimum_count", "5"]),
        (&period, &line_of(&period, "period_days"), &["period_days"]),
        (&seen, &line_of(&seen, "outcomes = ["), &["`seen` cannot count as failed"]),
        (&none, &line_of(&none, "outcomes = ["), &["is empty"]),
        (&text, &line_of(&text, "threshold = \"3\""), &["threshold"]),
        ("organisation = \"Test Team\"\n", "", &["contacts"]),
        ("", "", &["contacts"]),
    ]);
}

/// A pattern of files matches nothing, or two sources claim one file.
///
/// Status 2, with the pattern and the files that are there: a source without files would look like a quiet service.
#[test]
fn fault_44_files_that_are_not_there_or_claimed_twice() {
    let nothing = PLAIN.replace("clinic*.csv", "clinics/*.csv");
    let literal = PLAIN.replace("clinic*.csv", "clinik.csv");
    let one_of_two = PLAIN.replace("[\"clinic*.csv\"]", "[\"clinic*.csv\", \"nothing*.csv\"]");
    let second = PLAIN.split_once("[[contacts]]").unwrap().1.replace("\"clinic\"", "\"again\"");
    let twice = format!("{PLAIN}\n[[contacts]]{}", second.replace("clinic*", "cl*"));
    let empty = PLAIN.replace("[\"clinic*.csv\"]", "[]");
    refused(&[
        (&nothing, &line_of(&nothing, "clinics/"), &["no file matches \"clinics/*.csv\""]),
        (&literal, &line_of(&literal, "clinik.csv"), &["there is no file", "did you mean `clinic.csv`?"]),
        (&one_of_two, &line_of(&one_of_two, "nothing"), &["no file matches \"nothing*.csv\""]),
        (&twice, &line_of(&twice, "\"cl*.csv\""), &["reads clinic.csv, which source `clinic` reads too"]),
        (&empty, &line_of(&empty, "files = []"), &["is empty"]),
    ]);
}

/// A source has a name that would be a path, or that Windows reserves for a device: `../../etc`, `CON`.
///
/// Status 2. Names of sources have only letters, digits, - and _. No name from the configuration or an extract ever
/// becomes a file name.
#[test]
fn fault_45_names_that_are_paths_or_devices() {
    let names = [
        "../../etc",
        "/etc/passwd",
        "a/b",
        "a\\\\b",
        "C:",
        "CON",
        "con",
        "nul",
        "COM1",
        "lpt9",
        "clinic.",
        ".",
        "..",
        "~",
        "a.csv",
        "a\\u0000b",
        "a\\nb",
        "a\\u202Eb",
        "cl\\u00EFnic",
        "",
    ];
    let stand = Stand::good();
    for name in names {
        let config = PLAIN.replace("name = \"clinic\"", &format!("name = \"{name}\""));
        stand.area.write("failed-contact.toml", &config);
        let run = stand.stops(2, &["error: failed-contact.toml:4:"]);
        assert!(!run.stderr.contains(['\0', '\u{202e}']), "{:?}", run.stderr);
    }
    // Blanks around a name are not part of it.
    stand.area.write("failed-contact.toml", PLAIN.replace("name = \"clinic\"", "name = \" clinic \""));
    let manifest = stand.publishes().text("manifest.json");
    assert!(manifest.contains("\"clinic\"") && !manifest.contains("clinic \""));
    let stand = Stand::good();
    // Scopes of local ids are printed as scope/id.
    let config = PLAIN.replace("name = \"clinic\"", "name = \"clinic\"\nid_scope = \"../../etc\"");
    stand.area.write("failed-contact.toml", config);
    stand.stops(2, &["failed-contact.toml:5:", "id_scope"]);
    // What an extract calls a service names no file either.
    stand.area.write("failed-contact.toml", PLAIN);
    let text = std::fs::read_to_string(stand.area.path("clinic.csv")).unwrap();
    stand.area.write("clinic.csv", text.replace("Audiology", "../../../CON"));
    let pack = stand.publishes();
    assert!(!pack.files().keys().any(|name| name.contains("CON")));
    assert!(!stand.area.path("CON").exists() && !stand.area.path("reports/CON").exists());
}

/// The output folder is where a pattern of extracts would read the reports again; or the commissioner folder would
/// contain the safeguarding pack.
///
/// Status 2, with the pattern or the folder, before anything is read.
#[test]
fn fault_46_output_inside_an_extract_folder() {
    let any = PLAIN.replace("clinic*.csv", "**/*.csv");
    let deep = PLAIN.replace("clinic*.csv", "*/*/*/*.csv");
    let shared = PLAIN.replace("[[contacts]]", "[output]\ncommissioner = \"shared\"\n[[contacts]]");
    let shared = shared.replace("clinic*.csv", "shared/**/*.csv");
    let around = PLAIN.replace("[[contacts]]", "[output]\nfolder = \"x/reports\"\ncommissioner = \"x\"\n[[contacts]]");
    let same = PLAIN.replace("[[contacts]]", "[output]\ncommissioner = \"y/../reports\"\n[[contacts]]");
    let stand = Stand::good();
    for (config, at, words) in [
        (&any, "**/*.csv", "\"**/*.csv\" matches files in the output folder reports, where reports are written"),
        (&deep, "*/*/*/*.csv", "where reports are written"),
        (&shared, "shared/**/*.csv", "where reports are written"),
        (&around, "commissioner =", "lies inside `output.commissioner`"),
        (&same, "commissioner =", "`output.commissioner` is also the folder of the reports"),
    ] {
        stand.area.write("failed-contact.toml", config);
        stand.stops(2, &[&format!("failed-contact.toml{}", line_of(config, at)), words]);
        assert!(!stand.area.path("shared").exists());
    }
    // By the command line, too.
    stand.area.write("failed-contact.toml", PLAIN.replace("clinic*.csv", "in/**/*.csv"));
    let text = std::fs::read(stand.area.path("clinic.csv")).unwrap();
    stand.area.write("in/clinic.csv", text);
    let run = stand.area.run(&["report", "--as-of", crate::support::AS_OF, "--output", "in/runs"]);
    stand.stopped(run, 2, &["where reports are written"]);
    assert!(!stand.area.path("in/runs").exists());
}
