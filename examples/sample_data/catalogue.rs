//! The services of the area: in which extract they are found and under which name, where they are held and by whom.

use crate::vocabulary::Kind;

/// The six systems that the contacts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Community,
    Outpatients,
    Camhs,
    UrgentCare,
    Education,
    SocialCare,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Community, Self::Outpatients, Self::Camhs, Self::UrgentCare, Self::Education, Self::SocialCare];
}

/// A service of one system. Audiology is in two: a clinic of the community trust and one at the hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    HealthVisiting,
    SchoolNursing,
    SpeechAndLanguage,
    CommunityPaediatrics,
    Physiotherapy,
    OccupationalTherapy,
    Immunisation,
    AudiologyClinic,
    AudiologyHospital,
    Paediatrics,
    EarNoseThroat,
    Ophthalmology,
    Respiratory,
    Diabetes,
    Camhs,
    CamhsNeuro,
    CamhsEating,
    EmergencyDepartment,
    UrgentTreatment,
    OutOfHours,
    EducationWelfare,
    AttendancePanel,
    SocialCare,
    EarlyHelp,
}

/// What there is to say of a service.
pub struct Entry {
    pub source: Source,
    /// What the extract calls it; several where its users type what they like.
    pub texts: &'static [&'static str],
    pub provider: &'static str,
    pub places: &'static [&'static str],
    pub staff: &'static [&'static str],
    /// How contacts are held, and how often so; the first is the usual one.
    pub kinds: &'static [(Kind, usize)],
    pub referrers: &'static [&'static str],
    /// Ages (years) of the children that it sees.
    pub ages: (i32, i32),
    /// How often a child of the background is referred to it.
    pub weight: usize,
    /// How many contacts such a child has with it, and how many days apart.
    pub contacts: (i32, i32),
    pub interval: (i32, i32),
    /// How likely a contact with it fails, in percent of what is usual.
    pub misses: usize,
}

const TRUST: &str = "Ferndale Community Health NHS Trust";
const HOSPITAL: &str = "Ashmoor General Hospital";
const INFIRMARY: &str = "Ferndale Royal Infirmary";
const MENTAL_HEALTH: &str = "Ashmoor Vale Mental Health NHS Trust";
const COUNCIL: &str = "Ferndale and Ashmoor Council";

const COMMUNITY_PLACES: &[&str] =
    &["Ferndale Health Centre", "Ashmoor Children's Centre", "Millbrook Health Centre", "Thornley Road Clinic"];
const GPS: &[&str] = &["General practitioner", "Health visitor", "School", "Paediatrician", ""];

/// An entry with what is most common, to be completed.
const fn entry(source: Source, texts: &'static [&'static str], provider: &'static str) -> Entry {
    Entry {
        source,
        texts,
        provider,
        places: COMMUNITY_PLACES,
        staff: &[],
        kinds: &[(Kind::Clinic, 1)],
        referrers: GPS,
        ages: (0, 18),
        weight: 0,
        contacts: (3, 8),
        interval: (20, 70),
        misses: 100,
    }
}

const HEALTH_VISITING: Entry = Entry {
    staff: &["Anwen Prosser", "Maud Okafor", "Tess Hallam", "Judith Marr"],
    kinds: &[(Kind::HomeVisit, 6), (Kind::Clinic, 3), (Kind::Remote, 1)],
    referrers: &["Maternity", "General practitioner", ""],
    ages: (0, 5),
    weight: 90,
    contacts: (4, 9),
    interval: (30, 90),
    ..entry(Source::Community, &["Health Visiting", "Health Visiting ", "health visiting"], TRUST)
};
const SCHOOL_NURSING: Entry = Entry {
    staff: &["Priya Lund", "Colm Devery", "Hattie Snow"],
    kinds: &[(Kind::EducationSetting, 6), (Kind::Remote, 1), (Kind::Clinic, 2)],
    referrers: &["School", "Parent", "General practitioner"],
    ages: (5, 17),
    weight: 34,
    contacts: (3, 7),
    interval: (25, 80),
    ..entry(Source::Community, &["School Nursing", "School Nursing Service"], TRUST)
};
const SPEECH: Entry = Entry {
    staff: &["Bethan Quill", "Rosa Thackray", "Imran Sayeed"],
    ages: (2, 11),
    weight: 32,
    contacts: (5, 10),
    interval: (18, 50),
    misses: 110,
    ..entry(Source::Community, &["Speech & Language", "SALT", "Speech & Language"], TRUST)
};
const COMMUNITY_PAEDIATRICS: Entry = Entry {
    staff: &["Dr Helena Voss", "Dr Samir Adeyemi"],
    weight: 22,
    contacts: (2, 6),
    interval: (50, 130),
    misses: 120,
    ..entry(Source::Community, &["Community Paediatrics"], TRUST)
};
const PHYSIOTHERAPY: Entry = Entry {
    staff: &["Nils Corrigan", "Amara Dean"],
    weight: 16,
    contacts: (4, 9),
    interval: (14, 45),
    ..entry(Source::Community, &["Children's Physiotherapy"], TRUST)
};
const OCCUPATIONAL_THERAPY: Entry = Entry {
    staff: &["Leonie Barr"],
    ages: (4, 14),
    weight: 1,
    contacts: (3, 6),
    ..entry(Source::Community, &["Children's Occupational Therapy"], TRUST)
};
const IMMUNISATION: Entry = Entry {
    staff: &["Immunisation nurse"],
    kinds: &[(Kind::Clinic, 3), (Kind::EducationSetting, 2)],
    referrers: &["Child health information service"],
    weight: 30,
    contacts: (2, 4),
    interval: (28, 180),
    misses: 80,
    ..entry(Source::Community, &["Immunisation Team"], TRUST)
};
const AUDIOLOGY_CLINIC: Entry = Entry {
    staff: &["Petra Wynn", "Odhran Keys"],
    weight: 14,
    contacts: (2, 5),
    interval: (40, 120),
    ..entry(Source::Community, &["Audiology Clinic"], TRUST)
};
const AUDIOLOGY_HOSPITAL: Entry = Entry {
    places: &[HOSPITAL],
    staff: &["C9000211"],
    weight: 8,
    contacts: (2, 4),
    interval: (60, 140),
    ..entry(Source::Outpatients, &["254"], HOSPITAL)
};
const PAEDIATRICS: Entry = Entry {
    places: &[HOSPITAL],
    staff: &["C9000117", "C9000132", "C9000140"],
    kinds: &[(Kind::Clinic, 9), (Kind::Remote, 2)],
    weight: 44,
    contacts: (2, 7),
    interval: (40, 120),
    ..entry(Source::Outpatients, &["420"], HOSPITAL)
};
const EAR_NOSE_THROAT: Entry = Entry {
    places: &[INFIRMARY],
    staff: &["C9000305", "C9000318"],
    weight: 24,
    contacts: (2, 5),
    interval: (40, 110),
    ..entry(Source::Outpatients, &["215"], INFIRMARY)
};
const OPHTHALMOLOGY: Entry = Entry {
    places: &[INFIRMARY, HOSPITAL],
    staff: &["C9000404", "C9000419"],
    weight: 30,
    contacts: (2, 6),
    interval: (50, 120),
    misses: 130,
    ..entry(Source::Outpatients, &["216"], INFIRMARY)
};
const RESPIRATORY: Entry = Entry {
    places: &[HOSPITAL],
    staff: &["C9000511"],
    weight: 14,
    contacts: (3, 7),
    interval: (50, 110),
    ..entry(Source::Outpatients, &["258"], HOSPITAL)
};
const DIABETES: Entry = Entry {
    places: &[HOSPITAL],
    staff: &["C9000602"],
    kinds: &[(Kind::Clinic, 2), (Kind::Remote, 1)],
    ages: (5, 18),
    weight: 2,
    contacts: (5, 8),
    interval: (60, 95),
    ..entry(Source::Outpatients, &["263"], HOSPITAL)
};
const CAMHS: Entry = Entry {
    places: &["Larch House, Ferndale", "The Old Forge, Ashmoor"],
    staff: &["K Abara", "S Winstanley", "M Duarte", "J Pell"],
    kinds: &[(Kind::Clinic, 6), (Kind::Remote, 3), (Kind::HomeVisit, 1), (Kind::EducationSetting, 1)],
    referrers: &["GP", "SCHOOL", "SELF", "A&E"],
    ages: (7, 18),
    weight: 36,
    contacts: (5, 14),
    interval: (9, 35),
    misses: 150,
    ..entry(Source::Camhs, &["CAMHS-CORE"], MENTAL_HEALTH)
};
const CAMHS_NEURO: Entry = Entry {
    places: &["Larch House, Ferndale"],
    staff: &["R Lindqvist", "T Amoah"],
    kinds: &[(Kind::Clinic, 4), (Kind::Remote, 1)],
    referrers: &["GP", "CAMHS"],
    ages: (5, 16),
    weight: 14,
    contacts: (3, 6),
    interval: (30, 90),
    ..entry(Source::Camhs, &["CAMHS-NEURO"], MENTAL_HEALTH)
};
const CAMHS_EATING: Entry = Entry {
    places: &["Larch House, Ferndale"],
    staff: &["V Castell"],
    kinds: &[(Kind::Clinic, 4), (Kind::Remote, 1)],
    referrers: &["GP", "CAMHS"],
    ages: (11, 18),
    weight: 1,
    contacts: (6, 12),
    interval: (7, 21),
    ..entry(Source::Camhs, &["CAMHS-ED"], MENTAL_HEALTH)
};
const EMERGENCY_DEPARTMENT: Entry = Entry {
    places: &["Emergency Department, Ashmoor"],
    staff: &["ED team"],
    kinds: &[(Kind::Unscheduled, 1)],
    ..entry(Source::UrgentCare, &["ED"], HOSPITAL)
};
const URGENT_TREATMENT: Entry = Entry {
    places: &["Minor Injuries, Ferndale Health Centre"],
    staff: &["UTC team"],
    kinds: &[(Kind::Unscheduled, 1)],
    ..entry(Source::UrgentCare, &["UTC"], TRUST)
};
const OUT_OF_HOURS: Entry = Entry {
    places: &["Moorside base"],
    staff: &["OOH clinician"],
    kinds: &[(Kind::Unscheduled, 1)],
    ..entry(Source::UrgentCare, &["OOH"], "Moorside Out of Hours")
};
const EDUCATION_WELFARE: Entry = Entry {
    places: &[""],
    staff: &["Siân Loxley", "Bernard Okoro"],
    kinds: &[(Kind::EducationSetting, 6), (Kind::HomeVisit, 3)],
    referrers: &["School"],
    ages: (5, 17),
    weight: 30,
    contacts: (3, 8),
    interval: (14, 50),
    ..entry(Source::Education, &["Education Welfare"], COUNCIL)
};
const ATTENDANCE_PANEL: Entry = Entry {
    places: &["Council offices, Ferndale"],
    staff: &["Panel chair"],
    kinds: &[(Kind::Other, 1)],
    referrers: &["School"],
    ages: (5, 17),
    weight: 6,
    contacts: (1, 3),
    ..entry(Source::Education, &["Attendance Panel"], COUNCIL)
};
const SOCIAL_CARE: Entry = Entry {
    places: &[""],
    staff: &["Dilys Farrow", "Ravi Menon", "Jo Tindall", "Keziah Brand"],
    kinds: &[(Kind::HomeVisit, 7), (Kind::EducationSetting, 2), (Kind::Other, 1)],
    referrers: &["School", "Police", "Health", "Family"],
    contacts: (8, 22),
    interval: (10, 40),
    misses: 120,
    ..entry(Source::SocialCare, &["Children's Social Care", "Childrens Social Care"], COUNCIL)
};
const EARLY_HELP: Entry = Entry {
    places: &["Hearth family hub", ""],
    staff: &["Morag Ellery", "Yusuf Canning"],
    kinds: &[(Kind::HomeVisit, 3), (Kind::Other, 2), (Kind::Remote, 1)],
    referrers: &["School", "Health visitor"],
    weight: 13,
    contacts: (4, 9),
    interval: (12, 40),
    ..entry(Source::SocialCare, &["Early Help"], "Hearth Family Support")
};

impl Service {
    /// Those to which children of the background are referred.
    pub const REFERRED: [Self; 20] = [
        Self::HealthVisiting,
        Self::SchoolNursing,
        Self::SpeechAndLanguage,
        Self::CommunityPaediatrics,
        Self::Physiotherapy,
        Self::OccupationalTherapy,
        Self::Immunisation,
        Self::AudiologyClinic,
        Self::AudiologyHospital,
        Self::Paediatrics,
        Self::EarNoseThroat,
        Self::Ophthalmology,
        Self::Respiratory,
        Self::Diabetes,
        Self::Camhs,
        Self::CamhsNeuro,
        Self::CamhsEating,
        Self::EducationWelfare,
        Self::AttendancePanel,
        Self::EarlyHelp,
    ];

    /// What there is to say of it.
    pub fn entry(self) -> &'static Entry {
        match self {
            Self::HealthVisiting => &HEALTH_VISITING,
            Self::SchoolNursing => &SCHOOL_NURSING,
            Self::SpeechAndLanguage => &SPEECH,
            Self::CommunityPaediatrics => &COMMUNITY_PAEDIATRICS,
            Self::Physiotherapy => &PHYSIOTHERAPY,
            Self::OccupationalTherapy => &OCCUPATIONAL_THERAPY,
            Self::Immunisation => &IMMUNISATION,
            Self::AudiologyClinic => &AUDIOLOGY_CLINIC,
            Self::AudiologyHospital => &AUDIOLOGY_HOSPITAL,
            Self::Paediatrics => &PAEDIATRICS,
            Self::EarNoseThroat => &EAR_NOSE_THROAT,
            Self::Ophthalmology => &OPHTHALMOLOGY,
            Self::Respiratory => &RESPIRATORY,
            Self::Diabetes => &DIABETES,
            Self::Camhs => &CAMHS,
            Self::CamhsNeuro => &CAMHS_NEURO,
            Self::CamhsEating => &CAMHS_EATING,
            Self::EmergencyDepartment => &EMERGENCY_DEPARTMENT,
            Self::UrgentTreatment => &URGENT_TREATMENT,
            Self::OutOfHours => &OUT_OF_HOURS,
            Self::EducationWelfare => &EDUCATION_WELFARE,
            Self::AttendancePanel => &ATTENDANCE_PANEL,
            Self::SocialCare => &SOCIAL_CARE,
            Self::EarlyHelp => &EARLY_HELP,
        }
    }
}
