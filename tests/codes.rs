//! `docs/codes.md` and `failed-contact codes` show the built-in code sets, both from `src/codes`.
//!
//! To write it again: `UPDATE_DOCS=1 cargo test --profile fast --test codes`.

use std::fs;
use support::assert_has;

use failed_contact::codes;

mod support;
use support::sources::root;

#[test]
fn the_document_shows_the_sets() {
    let path = root().join("docs/codes.md");
    let expected = codes::document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/codes.md is out of date: UPDATE_DOCS=1 cargo test --profile fast --test codes");
}

#[test]
fn the_command_prints_each_set_and_the_list_of_all() {
    let list = support::program().arg("codes").output().unwrap();
    assert!(list.status.success());
    let list = String::from_utf8(list.stdout).unwrap();
    for set in codes::groups().into_iter().flat_map(|group| group.sets) {
        assert!(list.contains(set.name), "{}", set.name);
        let output = support::program().args(["codes", set.name]).output().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), set.page.trim_end());
    }
}

#[test]
fn a_set_that_does_not_exist_is_an_error_with_the_nearest() {
    let output = support::program().args(["codes", "nhs-sen-types"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert_has(&error, "there is no code set `nhs-sen-types`");
    assert_has(&error, "did you mean `nhs-sen-type`?");
}
