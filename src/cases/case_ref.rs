//! Makes case references: stable from run to run for a child, and without any information about them.

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

/// Characters of a reference, five bits each.
const LENGTH: usize = 8;
/// Characters of references that would be the same otherwise.
const LONG: usize = 12;

/// The secret key of the references: 32 bytes that never leave the output folder.
pub struct ReferenceKey {
    /// The HMAC after the key and before any text: this saves half the work of each reference.
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

    /// A fingerprint for the manifest that tells this key from another and does not reveal it.
    pub(crate) fn fingerprint(&self) -> String {
        self.reference("the key of the case references", LONG)
    }

    /// The first characters of the reference of `who`: HMAC-SHA-256, its first bits in Crockford's base 32.
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

/// A reference of a child who need not be a case, as long as those of cases that are alike.
pub(crate) fn reference_of(child: ChildKey, locals: &LocalIds, key: &ReferenceKey) -> String {
    key.reference(&reference_input(child, locals), LONG)
}

/// Whether a reference was computed from a child's NHS number or local id.
pub(crate) fn is_reference_of(reference: &str, of: ChildKey, locals: &LocalIds, key: &ReferenceKey) -> bool {
    key.reference(&reference_input(of, locals), LONG).starts_with(reference)
}

/// Whether a text has the form of a reference.
pub(crate) fn is_reference(text: &str) -> bool {
    matches!(text.len(), LENGTH | LONG) && text.chars().all(|symbol| SYMBOLS.contains(symbol))
}

/// The children whom some references stand for, now or before their number was known: each with its child, where
/// exactly one child has it.
pub(crate) fn find_children(
    wanted: &BTreeSet<String>,
    children: &Children,
    locals: &LocalIds,
    key: &ReferenceKey,
) -> BTreeMap<String, ChildNumber> {
    let wanted_of = |who: &str| {
        let long = key.reference(who, LONG);
        let short = long[..LENGTH].to_owned();
        [short, long].into_iter().filter(|text| wanted.contains(text)).collect::<Vec<_>>()
    };
    let direct = children.by_partition(|own| {
        let of = |child: Child<'_>| {
            wanted_of(&reference_input(child.key(), locals)).into_iter().map(move |reference| (reference, child.number))
        };
        own.flat_map(of).collect::<Vec<(String, ChildNumber)>>()
    });
    let mut hits: Vec<(String, ChildNumber)> = direct.into_iter().flatten().collect();
    // A child who is known by number now may have been known by local id when the reference was made.
    let linked: Vec<(String, ChildNumber)> = (0..count(locals.len()))
        .into_par_iter()
        .filter_map(|local| {
            let root = locals.bonds().root(local);
            match children.number_of(root) {
                StandsFor::One(number) => Some((local, ChildKey::Nhs(number))),
                // Or by another id, which stands beside that one in some record now.
                StandsFor::None | StandsFor::Several => (root != local).then_some((local, ChildKey::Local(root))),
            }
        })
        .flat_map_iter(|(local, key)| {
            // The child is looked for only where the reference is wanted.
            wanted_of(&reference_input(ChildKey::Local(local), locals))
                .into_iter()
                .filter_map(move |reference| Some((reference, children.find(key)?)))
        })
        .collect();
    // So may one whose records a decision has brought together with others since.
    let joined = children.same().joined().into_iter().flat_map(|(own, root)| {
        let child = children.find(root.key());
        wanted_of(&reference_input(own.key(), locals))
            .into_iter()
            .filter_map(move |reference| Some((reference, child?)))
    });
    let linked: Vec<(String, ChildNumber)> = linked.into_iter().chain(joined).collect();
    let direct: BTreeSet<String> = hits.iter().map(|(reference, _)| reference.clone()).collect();
    hits.extend(linked.into_iter().filter(|(reference, _)| !direct.contains(reference)));
    let mut found: BTreeMap<String, Option<ChildNumber>> = BTreeMap::new();
    for (reference, child) in hits {
        found
            .entry(reference)
            .and_modify(|known| *known = known.filter(|known| *known == child))
            .or_insert(Some(child));
    }
    found.into_iter().filter_map(|(reference, child)| Some((reference, child?))).collect()
}

/// The reference of every case, in their order.
pub(crate) fn references(cases: &[Case], locals: &LocalIds, key: &ReferenceKey) -> Vec<String> {
    let short: Vec<String> =
        cases.par_iter().map(|case| key.reference(&reference_input(case.key, locals), LENGTH)).collect();
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for reference in &short {
        *uses.entry(reference).or_default() += 1;
    }
    let whole = |(case, reference): (&Case, &String)| {
        if uses[reference.as_str()] == 1 {
            reference.clone()
        } else {
            key.reference(&reference_input(case.key, locals), LONG)
        }
    };
    cases.iter().zip(&short).map(whole).collect()
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
