//! Declarations of the tables of the configuration. Each key is declared once, with its meaning, its type and its permitted values.
//!
//! From a declaration, [`tables!`] makes a struct, its reader, its defaults, its part of the manifest, and its part of the page, the
//! JSON Schema and the template that `reference` writes. A [`Setting`] says which values a key may have. Settings for single values
//! are in `kinds`; settings for tables are here.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::document::{Table, Value};
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Key, Shape};

/// The values that a key may have, and how they are read, recorded and documented.
pub(crate) trait Setting {
    /// The type that the program uses.
    type Value: Default + Serialize;

    /// If the key is required, advice on what to write.
    fn needed(&self) -> Option<&'static str> {
        None
    }

    /// Reads a value of the file. If it is wrong, logs the problem and returns nothing.
    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value>;

    /// The value if the file does not have the key.
    fn absent(&self) -> Self::Value {
        Self::Value::default()
    }

    /// The value as the manifest records it. It says nothing about a child.
    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(json!(value))
    }

    /// The documentation of its values.
    #[cfg(test)]
    fn shape(&self) -> Shape;

    /// Takes the key out of its table and reads it.
    fn take(&self, table: &mut Table<'_>, key: &'static str, log: &mut Log<'_>) -> Self::Value {
        let value = match self.needed() {
            Some(help) => table.require(key, help),
            None => table.take(key),
        };
        value.and_then(|value| self.read(&value, log)).unwrap_or_else(|| self.absent())
    }

    /// Adds the value to the manifest's record of its table.
    fn add_to_manifest(&self, key: &str, value: &Self::Value, manifest: &mut Map<String, Json>) {
        manifest.extend(self.in_manifest(value).map(|value| (key.to_owned(), value)));
    }
}

/// A table whose keys are declared.
pub(crate) trait Declared: Default + Serialize {
    /// Takes every declared key out of the table.
    fn read(table: &mut Table<'_>, log: &mut Log<'_>) -> Self;

    /// The table as the manifest records it.
    fn in_manifest(&self) -> Map<String, Json>;

    /// Its keys, for the documentation.
    #[cfg(test)]
    fn keys() -> Vec<Key>;

    /// Reads the table, and reports every key that is not declared.
    fn read_all(mut table: Table<'_>, log: &mut Log<'_>) -> Self {
        let read = Self::read(&mut table, log);
        table.finish(log);
        read
    }
}

/// Returns the setting unchanged. Its signature lets the compiler infer the type parameters that a declaration leaves out.
pub(crate) const fn typed<V, S: Setting<Value = V>>(setting: S) -> S {
    setting
}

/// Declares tables of the configuration.
///
/// ```text
/// tables! {
///     /// The documentation of the struct.
///     Limits, then check {
///         /// The meaning of the key: in the page, the schema and the template.
///         stale_days: i32 = whole(14, 0..=DAYS);
///     } + {
///         /// A field that is not a key and is worked out later.
///         pub line: u32;
///     }
/// }
/// ```
///
/// `then` names a function that checks the whole table once each key has been read. `field as "key"` is for a key that has another
/// name in the file. Both, and the part after `+`, may be left out.
macro_rules! tables {
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    ($(
        $(#[$meta:meta])*
        $name:ident $(, then $then:path)? {
            $( $(#[doc = $meaning:literal])+ $field:ident $(as $key:literal)? : $type:ty = $setting:expr; )*
        } $(+ {
            $( $(#[$found_meta:meta])+ $vis:vis $found:ident : $found_type:ty; )*
        })?
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $meaning])+ pub $field: $type, )*
            $($( $(#[$found_meta])+ $vis $found: $found_type, )*)?
        }

        impl $crate::config::declare::Declared for $name {
            #[allow(unused_mut)]
            fn read(table: &mut Table<'_>, log: &mut Log<'_>) -> Self {
                let mut read = Self {
                    $( $field: typed::<$type, _>($setting).take(table, tables!(@key $field $($key)?), log), )*
                    $($( $found: Default::default(), )*)?
                };
                $( $then(&mut read, table, log); )?
                read
            }

            fn in_manifest(&self) -> Map<String, Json> {
                let mut manifest = Map::new();
                $( typed::<$type, _>($setting).add_to_manifest(tables!(@key $field $($key)?), &self.$field, &mut manifest); )*
                manifest
            }

            #[cfg(test)]
            fn keys() -> Vec<$crate::config::reference::Key> {
                let mut keys = Vec::new();
                $( $crate::config::reference::Key::declare(
                    tables!(@key $field $($key)?), concat!($($meaning),+), &typed::<$type, _>($setting), &mut keys,
                ); )*
                keys
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.in_manifest())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::read(&mut Table::root(&toml::de::DeTable::new()), &mut Log::new("", ""))
            }
        }
    )+};
}
pub(crate) use tables;

/// A table that may be there once. Without it, every key has its default.
pub(crate) struct OneTable<T>(PhantomData<T>);

pub(crate) const fn table<T>() -> OneTable<T> {
    OneTable(PhantomData)
}

impl<T: Declared> Setting for OneTable<T> {
    type Value = T;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<T> {
        Some(T::read_all(value.clone().table(log)?, log))
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Table(T::keys()).into()
    }
}

/// Any number of tables, each headed `[[key]]`. If it has advice on what to write, at least one is required.
pub(crate) struct ManyTables<T>(Option<&'static str>, PhantomData<T>);

pub(crate) const fn many_tables<T>(needed: Option<&'static str>) -> ManyTables<T> {
    ManyTables(needed, PhantomData)
}

impl<T: Declared> Setting for ManyTables<T> {
    type Value = Vec<T>;

    fn needed(&self) -> Option<&'static str> {
        self.0
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<T>> {
        if let (Some(help), true) = (self.0, value.is_empty_list()) {
            log.report(value.at, format!("`{}` is empty", value.path), help);
        }
        Some(value.tables(log).into_iter().map(|table| T::read_all(table, log)).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Tables(T::keys()).into()
    }
}

/// Keys of the surrounding table that the program keeps in a struct of their own.
pub(crate) struct Group<T>(PhantomData<T>);

pub(crate) const fn group<T>() -> Group<T> {
    Group(PhantomData)
}

impl<T: Declared> Setting for Group<T> {
    type Value = T;

    fn read(&self, _: &Value<'_>, _: &mut Log<'_>) -> Option<T> {
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Group(T::keys()).into()
    }

    fn take(&self, table: &mut Table<'_>, _: &'static str, log: &mut Log<'_>) -> T {
        T::read(table, log)
    }

    fn add_to_manifest(&self, _: &str, value: &T, manifest: &mut Map<String, Json>) {
        manifest.extend(value.in_manifest());
    }
}

/// A setting that is left out of the manifest, because it is a place on one computer.
pub(crate) struct NotInManifest<S>(pub(crate) S);

impl<S: Setting> Setting for NotInManifest<S> {
    type Value = S::Value;

    fn needed(&self) -> Option<&'static str> {
        self.0.needed()
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<S::Value> {
        self.0.read(value, log)
    }

    fn absent(&self) -> S::Value {
        self.0.absent()
    }

    fn in_manifest(&self, _: &S::Value) -> Option<Json> {
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn take(&self, table: &mut Table<'_>, key: &'static str, log: &mut Log<'_>) -> S::Value {
        self.0.take(table, key, log)
    }
}
