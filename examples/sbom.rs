//! Writes the software bill of materials of the program to standard output: `CycloneDX` 1.5, JSON, every crate that
//! `cargo tree` says is compiled or run in building for this machine (or for the target that is named), with its licence,
//! its checksum in `Cargo.lock` and what it depends on. The same sources give the same bytes.
//!
//! ```sh
//! cargo run --release --example sbom > failed-contact.cdx.json
//! ```
//!
//! Why not a tool for it: cargo-cyclonedx 0.5.9 lists 320 crates, sockets and TLS among them, which optional features could
//! bring and none of which is compiled here; `cargo tree` knows the 169 that are.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::process::Command;

use serde_json::{Value, json};

/// A crate: its name and its version.
type Crate = (String, String);

/// What `cargo tree` says.
#[derive(Default)]
struct Tree {
    licences: BTreeMap<Crate, String>,
    depends_on: BTreeMap<Crate, BTreeSet<Crate>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root).args(["tree", "--locked", "--edges", "normal,build", "--prefix", "depth"]);
    cargo.args(["--format", "|{p}|{l}|"]);
    if let Some(target) = std::env::args().nth(1) {
        cargo.args(["--target", &target]);
    }
    let output = cargo.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let tree = tree(&String::from_utf8(output.stdout)?)?;
    let checksums = checksums(&std::fs::read_to_string(format!("{root}/Cargo.lock"))?);
    println!("{}", serde_json::to_string_pretty(&sbom(&tree, &checksums)?)?);
    Ok(())
}

/// Reads lines such as `2|csv-core v0.1.13|Unlicense/MIT|`.
fn tree(lines: &str) -> Result<Tree, String> {
    let mut tree = Tree::default();
    let mut above: Vec<Crate> = Vec::new();
    for line in lines.lines() {
        let odd = || format!("not a line of cargo tree: {line}");
        let parts: Vec<&str> = line.split('|').collect();
        let [depth, package, licence, ..] = parts[..] else { return Err(odd()) };
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { return Err(odd()) };
        let own: Crate = (name.to_owned(), version.trim_start_matches('v').to_owned());
        above.truncate(depth.parse().map_err(|_| odd())?);
        if let Some(parent) = above.last() {
            tree.depends_on.entry(parent.clone()).or_default().insert(own.clone());
        }
        tree.licences.insert(own.clone(), licence.replace('/', " OR "));
        above.push(own);
    }
    Ok(tree)
}

/// The checksums that `Cargo.lock` holds every download against.
fn checksums(lock: &str) -> BTreeMap<Crate, String> {
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.map(|text| text.trim_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    packages.filter_map(|own| Some(((value(own, "name")?, value(own, "version")?), value(own, "checksum")?))).collect()
}

fn purl((name, version): &Crate) -> String {
    format!("pkg:cargo/{name}@{version}")
}

fn sbom(tree: &Tree, checksums: &BTreeMap<Crate, String>) -> Result<Value, String> {
    let own: Crate = (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    let mut program = Value::Null;
    let mut components = Vec::new();
    for (package, licence) in &tree.licences {
        let mut component = json!({
            "type": if *package == own { "application" } else { "library" },
            "bom-ref": purl(package),
            "name": package.0,
            "version": package.1,
            "licenses": [{ "expression": licence }],
            "purl": purl(package),
        });
        if *package == own {
            program = component;
        } else {
            let checksum = checksums.get(package).ok_or(format!("{} has no checksum in Cargo.lock", purl(package)))?;
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
            components.push(component);
        }
    }
    let none = BTreeSet::new();
    let dependencies: Vec<Value> = tree
        .licences
        .keys()
        .map(|package| {
            let on: Vec<String> = tree.depends_on.get(package).unwrap_or(&none).iter().map(purl).collect();
            json!({ "ref": purl(package), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": program },
        "components": components,
        "dependencies": dependencies,
    }))
}
