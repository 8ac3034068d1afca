//! How a table of the configuration is declared: each key once, with its meaning, its type and what it may be.
//!
//! [`tables!`] makes a struct of a declaration, and from the same lines how the table is read, its defaults, what the
//! manifest says of it, and the page, the JSON Schema and the template that `reference` writes. A [`Setting`] is what a
//! key may be; those that stand for one value are in `kinds`, those that stand for a table are here.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::document::{Table, Value};
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Key, Shape};

/// What a key may be, and everything that follows from that.
pub(crate) trait Setting {
    /// What the program makes of it.
    type Value: Default + Serialize;

    /// What to write, where the key must be there.
    fn needed(&self) -> Option<&'static str> {
        None
    }

    /// What a value of the file means. Nothing where it is wrong, which has been told then.
    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value>;

    /// What holds where the file says nothing.
    fn absent(&self) -> Self::Value {
        Self::Value::default()
    }

    /// What the manifest says of it: the settings in force. No value in it is about a child.
    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(json!(value))
    }

    /// What the documentation says of it.
    #[cfg(test)]
    fn shape(&self) -> Shape;

    /// Takes the key out of its table.
    fn take(&self, table: &mut Table<'_>, key: &'static str, log: &mut Log<'_>) -> Self::Value {
        let value = match self.needed() {
            Some(help) => table.require(key, help),
            None => table.take(key),
        };
        value.and_then(|value| self.read(&value, log)).unwrap_or_else(|| self.absent())
    }

    /// Adds it to what the manifest says of its table.
    fn add_to_manifest(&self, key: &str, value: &Self::Value, manifest: &mut Map<String, Json>) {
        manifest.extend(self.in_manifest(value).map(|value| (key.to_owned(), value)));
    }
}

/// A table whose keys are declared.
pub(crate) trait Declared: Default + Serialize {
    /// Takes every key out of the table.
    fn read(table: &mut Table<'_>, log: &mut Log<'_>) -> Self;

    /// What the manifest says of it.
    fn in_manifest(&self) -> Map<String, Json>;

    /// Its keys, for the documentation.
    #[cfg(test)]
    fn keys() -> Vec<Key>;

    /// Reads the table, and reports every key that it does not have.
    fn read_all(mut table: Table<'_>, log: &mut Log<'_>) -> Self {
        let read = Self::read(&mut table, log);
        table.finish(log);
        read
    }
}

/// The setting of a key of this type: lets the compiler infer what a declaration leaves out.
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
///         /// A field that is no key; worked out later.
///         pub line: u32;
///     }
/// }
/// ```
///
/// `then` names a function that looks at the table as a whole, once each key has been read; `field as "key"` is for a key
/// that is called otherwise in the file. Both, and the part behind `+`, may be left out.
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

/// A table that is there once; without it every key of it has its default.
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

/// Any number of tables, each headed `[[key]]`; at least one, where it says what to write without any.
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
            log.tell(value.at, format!("`{}` is empty", value.path), help);
        }
        Some(value.tables(log).into_iter().map(|table| T::read_all(table, log)).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Tables(T::keys()).into()
    }
}

/// Keys of the table itself that the program keeps together.
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
