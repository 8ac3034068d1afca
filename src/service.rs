//! The services of a run: each is a number wherever contacts are looked at, and a name where somebody reads.

use std::ops::Index;

/// The number of a service among the [`Services`] of its run. A contact's record has another one until all parts of the
/// extracts are put together ([`crate::contact::columns::Renumbering`]), and a place in a list of contacts, or a provider's
/// number, is none: the compiler keeps them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceNumber(u32);

impl ServiceNumber {
    /// The service at this place of [`Services`].
    pub const fn new(place: u32) -> Self {
        Self(place)
    }

    /// Its place in [`Services`], and in every list that has one item for each of them.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }

    /// What a column of numbers has for it.
    pub(crate) const fn column(self) -> u32 {
        self.0
    }
}

/// The names of the services of a run, by code point, each once.
#[derive(Clone, Debug, Default)]
pub struct Services(Vec<String>);

impl Services {
    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Their names, in the order of their numbers.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Each with its name, in order.
    pub(crate) fn each(&self) -> impl Iterator<Item = (ServiceNumber, &str)> {
        (0..).map(ServiceNumber).zip(self.0.iter().map(String::as_str))
    }
}

impl From<Vec<String>> for Services {
    fn from(names: Vec<String>) -> Self {
        Self(names)
    }
}

impl Index<ServiceNumber> for Services {
    type Output = String;

    fn index(&self, service: ServiceNumber) -> &String {
        &self.0[service.place()]
    }
}
