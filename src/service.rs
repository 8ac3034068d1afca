//! The services of a run. Contacts hold a service's number; its name is looked up for output.

use std::ops::Index;

/// The number of a service among the [`Services`] of its run. Until all parts of the extracts are joined, a contact's record
/// holds a different number ([`crate::contact::columns::Renumbering`]). The type keeps it apart from that number, from a
/// provider's number and from a place in a list of contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceNumber(u32);

impl ServiceNumber {
    /// The service at this place in [`Services`].
    pub const fn new(place: u32) -> Self {
        Self(place)
    }

    /// Its place in [`Services`], and in every list that has one item for each of them.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }

    /// The number that a column stores.
    pub(crate) const fn column(self) -> u32 {
        self.0
    }
}

/// The names of the services of a run, without repeats, sorted by code point.
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

    /// Each service with its name, in the order of their numbers.
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
