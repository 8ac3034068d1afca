//! Splits a row of a table into its shape and its texts.

use std::fmt::Write as _;

use serde::ser::{Error as _, Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeTuple, Serializer};
use serde_json::{Error, Result};

use crate::text::{escaped, push_number};

/// Comes before the number of a stand-in. No template contains this character or [`BEHIND`].
pub(crate) const BEFORE: char = '\u{E000}';
/// Comes after the number of a stand-in; see [`BEFORE`].
pub(crate) const BEHIND: char = '\u{E001}';

/// The texts of a row, and its shape: what is left without them.
#[derive(Default)]
pub(crate) struct RowTexts {
    /// The row's template and a letter for each of its values. The shape depends on nothing else.
    shape: String,
    /// The row as JSON, with a stand-in for each text that is not blank. Only made if the shape is new.
    stand_in: Option<String>,
    /// The escaped texts, one after another.
    texts: String,
    /// Where each text ends in `texts`.
    ends: Vec<usize>,
}

impl RowTexts {
    /// Splits a row of this template. A value of a type that no page shows is an error.
    pub(crate) fn take(&mut self, template: &str, row: &impl Serialize) -> Result<()> {
        self.stand_in = None;
        self.take_again(template, row)
    }

    /// Splits the row again and returns it as JSON, with stand-ins for its texts.
    pub(crate) fn stand_in(&mut self, template: &str, row: &impl Serialize) -> Result<String> {
        self.stand_in = Some(String::new());
        self.take_again(template, row)?;
        Ok(self.stand_in.take().unwrap_or_default())
    }

    fn take_again(&mut self, template: &str, row: &impl Serialize) -> Result<()> {
        self.shape.clear();
        self.shape.push_str(template);
        self.texts.clear();
        self.ends.clear();
        row.serialize(self)
    }

    /// The name of the row's shape. Rows of one template are of one type, so a letter for each value is enough.
    pub(crate) fn shape(&self) -> &str {
        &self.shape
    }

    /// One of the row's texts, escaped.
    pub(crate) fn text(&self, number: usize) -> &str {
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.texts[from..self.ends[number]]
    }

    /// Ends a text that is not blank, or a number that is not 0, once it has been appended to the others.
    fn end_text(&mut self) {
        self.shape.push('x');
        if let Some(json) = &mut self.stand_in {
            let _ = write!(json, "\"{BEFORE}{}{BEHIND}\"", self.ends.len());
        }
        self.ends.push(self.texts.len());
    }

    /// Notes a value that is the same in all rows of a shape, or the start or end of a list or struct.
    fn note(&mut self, letter: char, json: &str) {
        self.shape.push(letter);
        self.write_json(json);
    }

    fn write_json(&mut self, json: &str) {
        if let Some(stand_in) = &mut self.stand_in {
            stand_in.push_str(json);
        }
    }

    /// Writes a comma between two values, but none after the bracket that opens them.
    fn write_comma(&mut self, bracket: char) {
        if let Some(json) = self.stand_in.as_mut().filter(|json| !json.ends_with(bracket)) {
            json.push(',');
        }
    }
}

fn unsupported<T>() -> Result<T> {
    Err(Error::custom("a row of a table has something that no page shows"))
}

/// Serialises narrower numbers as 64-bit ones.
macro_rules! as_wider {
    ($($name:ident: $number:ty => $wider:ident,)+) => {
        $(fn $name(self, value: $number) -> Result<()> { self.$wider(value.into()) })+
    };
}

impl Serializer for &mut RowTexts {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        let (letter, json) = if value { ('t', "true") } else { ('f', "false") };
        self.note(letter, json);
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        if value.is_empty() {
            self.note('b', "\"\"");
        } else {
            self.texts.extend(escaped(value));
            self.end_text();
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        if value == 0 {
            self.note('0', "0");
        } else {
            push_number(&mut self.texts, value);
            self.end_text();
        }
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        if value < 0 {
            let _ = write!(self.texts, "{value}");
            self.end_text();
            return Ok(());
        }
        self.serialize_u64(value.unsigned_abs())
    }

    as_wider! {
        serialize_u8: u8 => serialize_u64,
        serialize_u16: u16 => serialize_u64,
        serialize_u32: u32 => serialize_u64,
        serialize_i8: i8 => serialize_i64,
        serialize_i16: i16 => serialize_i64,
        serialize_i32: i32 => serialize_i64,
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        unsupported()
    }

    fn serialize_f64(self, _: f64) -> Result<()> {
        unsupported()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        unsupported()
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.note('n', "null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, value: &'static str) -> Result<()> {
        self.serialize_str(value)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        unsupported()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self> {
        self.note('[', "[");
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Error>> {
        unsupported()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>> {
        unsupported()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Error>> {
        unsupported()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self> {
        self.note('{', "{");
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>> {
        unsupported()
    }
}

impl SerializeSeq for &mut RowTexts {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.write_comma('[');
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<()> {
        self.note(']', "]");
        Ok(())
    }
}

impl SerializeTuple for &mut RowTexts {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<()> {
        SerializeSeq::end(self)
    }
}

impl SerializeStruct for &mut RowTexts {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        self.write_comma('{');
        // The key is the name of a field, so it needs no escaping in JSON.
        for part in ["\"", key, "\":"] {
            self.write_json(part);
        }
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<()> {
        self.note('}', "}");
        Ok(())
    }
}
