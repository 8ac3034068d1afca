//! An extract that is no CSV at all: somebody renamed a workbook.

use std::io;

use super::Output;
use crate::rng::Rng;

/// Writes what begins like an xlsx file and goes on with noise, the way compressed data look.
pub fn write(output: &Output) -> io::Result<()> {
    let mut bytes = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0".to_vec();
    bytes.extend([0; 12]);
    bytes.extend(b"\x13\0\0\0[Content_Types].xml");
    let mut rng = Rng::new(18);
    bytes.extend((0..2000).map(|_| rng.below(256) as u8));
    output.write("broken/extracts/appointments.csv", &bytes)
}
