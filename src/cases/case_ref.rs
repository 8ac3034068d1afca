//! Makes case references. A child's reference is the same in every run, and reveals nothing about the child.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use hmac::{Hmac, KeyInit, Mac};
use rayon::prelude::*;
use sha2::Sha256;

use super::Case;
use crate::intake::LocalIds;
use crate::numbers::count;
use crate::store::local_ids::StandsFor;
use crate::store::{Child, ChildKey, ChildNumber, Children};

/// Crockford's base 32: no I, L, O or U, so that a reference can be read out on the telephone.
const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str(SYMBOLS);
    specification.encoding().expect("32 symbols are an encoding")
});

/// The length of a reference in characters, five bits each.
const LENGTH: usize = 8;
/// The length of references whose first [`LENGTH`] characters are the same.
const LONG: usize = 12;

/// The secret key of the references: 32 bytes that never leave the output folder.
pub struct ReferenceKey {
    /// The HMAC after it has taken the key, before any text. Keeping it saves half the work of each reference.
    keyed: Hmac<Sha256>,
}

impl ReferenceKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        let Ok(keyed) = Hmac::<Sha256>::new_from_slice(&bytes) else {
            unreachable!("HMAC takes a key of any length");
        };
        Self { keyed }
    }

    /// A fingerprint for the manifest, which distinguishes this key from others without revealing it.
    pub(crate) fn fingerprint(&self) -> String {
        self.reference("the key of the case references", LONG)
    }

    /// The first `length` characters (at most 12) of the reference for a text: the first bits of its HMAC-SHA-256, in Crockford's
    /// base 32.
    fn reference(&self, who: &str, length: usize) -> String {
        let mut mac = self.keyed.clone();
        mac.update(who.as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut text = CROCKFORD.encode(&digest[..8]);
        text.truncate(length);
        text
    }
}

/// The text that a child's reference is computed from.
fn reference_input(child: ChildKey, locals: &LocalIds) -> String {
    match child {
        ChildKey::Nhs(number) => format!("nhs:{}", number.digits()),
        ChildKey::Local(number) => format!("local:{}", locals.shown(number)),
    }
}

/// The long reference of a child, who need not be a case.
pub(crate) fn reference_of(child: ChildKey, locals: &LocalIds, key: &ReferenceKey) -> String {
    key.reference(&reference_input(child, locals), LONG)
}

/// Whether a reference was computed from a child's NHS number or local id.
pub(crate) fn is_reference_of(reference: &str, child: ChildKey, locals: &LocalIds, key: &ReferenceKey) -> bool {
    key.reference(&reference_input(child, locals), LONG).starts_with(reference)
}

/// Whether a text has the form of a reference.
pub(crate) fn is_reference(text: &str) -> bool {
    matches!(text.len(), LENGTH | LONG) && text.chars().all(|symbol| SYMBOLS.contains(symbol))
}

/// Finds the children of some references, also references that were made before the child's NHS number was known or before
/// records were joined. References that no child or several children have are left out.
pub(crate) fn find_children(
    wanted: &BTreeSet<String>,
    children: &Children,
    locals: &LocalIds,
    key: &ReferenceKey,
) -> BTreeMap<String, ChildNumber> {
    let wanted_references = |text: &str| {
        let long = key.reference(text, LONG);
        let short = long[..LENGTH].to_owned();
        [short, long].into_iter().filter(|reference| wanted.contains(reference)).collect::<Vec<_>>()
    };
    let current = children.by_partition(|partition| {
        let references = |child: Child<'_>| {
            let references = wanted_references(&reference_input(child.key(), locals));
            references.into_iter().map(move |reference| (reference, child.number))
        };
        partition.flat_map(references).collect::<Vec<(String, ChildNumber)>>()
    });
    let mut hits: Vec<(String, ChildNumber)> = current.into_iter().flatten().collect();
    // A child who is now known by an NHS number may have been known by a local id when the reference was made.
    let linked: Vec<(String, ChildNumber)> = (0..count(locals.len()))
        .into_par_iter()
        .filter_map(|local| {
            let root = locals.bonds().root(local);
            match children.number_of(root) {
                StandsFor::One(number) => Some((local, ChildKey::Nhs(number))),
                // Or by another local id, which some record now has together with the root id.
                StandsFor::None | StandsFor::Several => (root != local).then_some((local, ChildKey::Local(root))),
            }
        })
        .flat_map_iter(|(local, key)| {
            // Finding the child is slow, so it is done only for references that are wanted.
            wanted_references(&reference_input(ChildKey::Local(local), locals))
                .into_iter()
                .filter_map(move |reference| Some((reference, children.find(key)?)))
        })
        .collect();
    // Or a decision may have joined the child's records with others since.
    let joined = children.same().joined().into_iter().flat_map(|(own, root)| {
        let child = children.find(root.key());
        wanted_references(&reference_input(own.key(), locals))
            .into_iter()
            .filter_map(move |reference| Some((reference, child?)))
    });
    let former: Vec<(String, ChildNumber)> = linked.into_iter().chain(joined).collect();
    let current: BTreeSet<String> = hits.iter().map(|(reference, _)| reference.clone()).collect();
    hits.extend(former.into_iter().filter(|(reference, _)| !current.contains(reference)));
    let mut found: BTreeMap<String, Option<ChildNumber>> = BTreeMap::new();
    for (reference, child) in hits {
        found
            .entry(reference)
            .and_modify(|known| *known = known.filter(|known| *known == child))
            .or_insert(Some(child));
    }
    found.into_iter().filter_map(|(reference, child)| Some((reference, child?))).collect()
}

/// The references of the cases, in the order of the cases.
pub(crate) fn references(cases: &[Case], locals: &LocalIds, key: &ReferenceKey) -> Vec<String> {
    let short: Vec<String> =
        cases.par_iter().map(|case| key.reference(&reference_input(case.key, locals), LENGTH)).collect();
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for reference in &short {
        *uses.entry(reference).or_default() += 1;
    }
    let unique = |(case, reference): (&Case, &String)| {
        if uses[reference.as_str()] == 1 {
            reference.clone()
        } else {
            key.reference(&reference_input(case.key, locals), LONG)
        }
    };
    cases.iter().zip(&short).map(unique).collect()
}

/// Gives every case its reference.
pub fn assign(cases: &mut [Case], locals: &LocalIds, key: &ReferenceKey) {
    let references = references(cases, locals, key);
    for (case, reference) in cases.iter_mut().zip(references) {
        case.case_ref = reference;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_the_first_bits_of_the_hmac() {
        // python3: hmac.new(bytes(32), b"nhs:9990000018", "sha256") begins 74 85 96 c1 b5 4b c7 53.
        let key = ReferenceKey::new([0; 32]);
        assert_eq!(key.reference("nhs:9990000018", LENGTH), "EJ2SDGDN");
        assert_eq!(key.reference("nhs:9990000018", LONG), "EJ2SDGDN9F3N");
    }
}
