//! Days that a database has written as moments (`2026-11-20 00:00:00.000`): they say no time.

use crate::config::settings::Settings;
use crate::field::Field;
use crate::store::parts::Part;

/// Takes away the times of each source whose contacts are all at midnight and that has no column for the time. One at another
/// time, and the midnights of its source are what they say.
pub(super) fn forget(settings: &Settings, parts: &mut [Part]) {
    for (place, source) in settings.contacts.iter().enumerate() {
        if source.has(Field::Time) || !source.formats.dates().may_say_times() {
            continue;
        }
        let own = |part: &Part| part.source == place;
        if !parts.iter().any(|part| own(part) && part.scattered.has_later_times()) {
            parts.iter_mut().filter(|part| own(part)).for_each(|part| part.scattered.forget_times());
        }
    }
}
