//! Treatment function codes (NHS Data Model and Dictionary) of services that see children. Extracts of hospitals often have
//! only the number.

use super::assign::SourcePlan;
use super::write::{Draft, quote};
use crate::field::Field;

/// The codes with the names of the services.
const FUNCTIONS: &[(&str, &str)] = &[
    ("110", "Trauma and Orthopaedics"),
    ("120", "Ear Nose and Throat"),
    ("130", "Ophthalmology"),
    ("140", "Oral Surgery"),
    ("141", "Restorative Dentistry"),
    ("142", "Paediatric Dentistry"),
    ("143", "Orthodontics"),
    ("144", "Maxillofacial Surgery"),
    ("171", "Paediatric Surgery"),
    ("180", "Emergency Medicine"),
    ("211", "Paediatric Urology"),
    ("212", "Paediatric Transplantation Surgery"),
    ("213", "Paediatric Gastrointestinal Surgery"),
    ("214", "Paediatric Trauma and Orthopaedics"),
    ("215", "Paediatric Ear Nose and Throat"),
    ("216", "Paediatric Ophthalmology"),
    ("217", "Paediatric Oral and Maxillofacial Surgery"),
    ("218", "Paediatric Neurosurgery"),
    ("219", "Paediatric Plastic Surgery"),
    ("220", "Paediatric Burns Care"),
    ("221", "Paediatric Cardiac Surgery"),
    ("222", "Paediatric Thoracic Surgery"),
    ("223", "Paediatric Epilepsy"),
    ("230", "Paediatric Clinical Pharmacology"),
    ("240", "Paediatric Palliative Medicine"),
    ("241", "Paediatric Pain Management"),
    ("242", "Paediatric Intensive Care"),
    ("250", "Paediatric Hepatology"),
    ("251", "Paediatric Gastroenterology"),
    ("252", "Paediatric Endocrinology"),
    ("253", "Paediatric Clinical Haematology"),
    ("254", "Paediatric Audio Vestibular Medicine"),
    ("255", "Paediatric Clinical Immunology and Allergy"),
    ("256", "Paediatric Infectious Diseases"),
    ("257", "Paediatric Dermatology"),
    ("258", "Paediatric Respiratory Medicine"),
    ("259", "Paediatric Nephrology"),
    ("260", "Paediatric Medical Oncology"),
    ("261", "Paediatric Inherited Metabolic Medicine"),
    ("262", "Paediatric Rheumatology"),
    ("263", "Paediatric Diabetes"),
    ("264", "Paediatric Cystic Fibrosis"),
    ("270", "Paediatric Emergency Medicine"),
    ("280", "Paediatric Interventional Radiology"),
    ("290", "Community Paediatrics"),
    ("291", "Paediatric Neurodisability"),
    ("321", "Paediatric Cardiology"),
    ("330", "Dermatology"),
    ("420", "Paediatrics"),
    ("421", "Paediatric Neurology"),
    ("422", "Neonatal Critical Care"),
    ("424", "Well Baby"),
    ("560", "Midwifery"),
    ("650", "Physiotherapy"),
    ("651", "Occupational Therapy"),
    ("652", "Speech and Language Therapy"),
    ("653", "Podiatry"),
    ("654", "Dietetics"),
    ("655", "Orthoptics"),
    ("656", "Clinical Psychology"),
    ("700", "Learning Disability"),
    ("711", "Child and Adolescent Psychiatry"),
    ("840", "Audiology"),
];

/// The codes that these sources have as services, in the order of the list.
fn codes_in_use(plans: &[SourcePlan<'_>]) -> Vec<(&'static str, &'static str)> {
    let is_code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let services = plans.iter().filter_map(|plan| plan.column(Field::Service));
    let coded: Vec<_> = services.filter(|column| column.texts().all(is_code)).collect();
    let is_in_use = |code: &str| coded.iter().any(|column| column.texts().any(|text| text == code));
    FUNCTIONS.iter().copied().filter(|(code, _)| is_in_use(code)).collect()
}

/// Writes `[services]`, if a source has codes for services.
pub(crate) fn write(plans: &[SourcePlan<'_>], draft: &mut Draft) {
    let codes = codes_in_use(plans);
    if codes.is_empty() {
        return;
    }
    draft.line("\n\n# Treatment function codes, by the names that pages should show.");
    draft.line("[services]");
    for (code, name) in codes {
        draft.check(&format!("{} = {}", quote(code), quote(name)), "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_unique() {
        for pair in FUNCTIONS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{pair:?}");
        }
        let mut names: Vec<&str> = FUNCTIONS.iter().map(|(_, name)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FUNCTIONS.len());
    }
}
