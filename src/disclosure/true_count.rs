//! A true count, which only disclosure control can read.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// A true count of contacts or of children. Any module may make one and add to it, but only [`crate::disclosure`] can read it,
/// so no other code can put it on a page.
///
/// ```
/// use failed_contact::disclosure::TrueCount;
/// let count: TrueCount = [3, 4].into_iter().map(TrueCount::new).sum();
/// assert_eq!(format!("{count:?}"), "TrueCount(…)");
/// ```
///
/// Its number is private:
///
/// ```compile_fail,E0616
/// let count = failed_contact::disclosure::TrueCount::new(7);
/// println!("{}", count.0);
/// ```
///
/// its value can be read only inside `disclosure`, not even by other modules of the program:
///
/// ```compile_fail,E0624
/// let count = failed_contact::disclosure::TrueCount::new(7);
/// println!("{}", count.read());
/// ```
///
/// it cannot be printed:
///
/// ```compile_fail,E0277
/// println!("{}", failed_contact::disclosure::TrueCount::new(7));
/// ```
///
/// nor written into a file:
///
/// ```compile_fail,E0277
/// serde_json::to_string(&failed_contact::disclosure::TrueCount::new(7)).unwrap();
/// ```
///
/// nor compared with another, which would reveal it by trial and error:
///
/// ```compile_fail,E0369
/// use failed_contact::disclosure::TrueCount;
/// assert!(TrueCount::new(7) == TrueCount::new(7));
/// ```
#[derive(Clone, Copy, Default)]
pub struct TrueCount(u64);

impl TrueCount {
    /// A count of this many.
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// The count. This is the only way to read it, inside `disclosure` only.
    pub(in crate::disclosure) const fn read(self) -> u64 {
        self.0
    }

    /// The count, for tests.
    #[cfg(test)]
    pub(crate) const fn in_test(self) -> u64 {
        self.0
    }
}

/// Hides the count.
impl fmt::Debug for TrueCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrueCount(…)")
    }
}

impl Add for TrueCount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for TrueCount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for TrueCount {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}
