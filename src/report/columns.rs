//! A table of CSV, declared once: what each column is called, beside what is written in it.

/// Makes a header (`$header`) and the function that writes the cells of a row (`$write`) from one list of columns, in their
/// order. A column is added, moved or renamed here and nowhere else, and each cell stands under its name.
macro_rules! columns {
    (
        $header:ident,
        $(#[$doc:meta])*
        fn $write:ident($($argument:ident: $type:ty),+; $row:ident) { $($name:literal => $cell:expr),+ $(,)? }
    ) => {
        pub(super) const $header: &[&str] = &[$($name),+];

        $(#[$doc])*
        fn $write($($argument: $type),+, $row: &mut $crate::report::csv::RowWriter) {
            $($cell;)+
        }
    };
}

pub(super) use columns;
