//! The usual headers of each field and factor, as lists with `|` between the headers.

use crate::field::Field;
use crate::vocabulary::Factor;

/// A field, its headers in order of certainty, and the headers that mean it only if the values confirm it.
pub(crate) type FieldHeaders = (Field, &'static str, &'static str);

/// The headers of the fields. Only letters and digits are compared: `NHS_NO.` is `nhs no`.
pub(crate) const FIELDS: &[FieldHeaders] = &[
    (
        Field::ContactId,
        "contact id|appointment id|appt id|attendance identifier|care contact identifier|event id|activity id|\
            encounter id|visit id|contact ref|contact reference|appointment reference|appointment identifier|\
            booking id|slot id|appointment number|contact number id|diary entry id|csn|appointment slot id|\
            attendance id|care contact id|session contact id|care contact unique id|appointment key|\
            attendance key|contact unique id|event number|visit number|attendance no|appointment no|\
            attendance number|attend key|appt ref|appt reference|appointment ref|booking ref|booking reference|visit ref|\
            visit reference",
        "id|ref|reference|unique id|record id|episode id|call id|case id",
    ),
    (Field::NhsNumber, "nhs number|nhs no|nhs num|nhs|new nhs number|nhs id|nhs number patient", "number|identifier"),
    (
        Field::LocalId,
        "patient id|person id|client id|child id|local id|local patient identifier|\
            local patient identifier extended|local patient id|systmone id|emis number|emis no|rio id|\
            rio number|hospital number|hospital no|mrn|patient number|client number|case number|mosaic id|\
            liquidlogic id|unit number|pas number|pas id|person reference|pseudo id|patient identifier|\
            person number|service user id|rio client id|carenotes id|mosaic number|liquidlogic number|\
            eclipse id|lcs id|pupil id|crn|medical record number|hospital id|patient ref|systmone number|\
            epic mrn|lorenzo id|system one id|ssd id|person key|patient key",
        "participant actor reference|participant actor|id|identifier|child|case id",
    ),
    (
        Field::Upn,
        "upn|unique pupil number|unique pupil number upn|pupil upn|current upn|upn number|pupil unique number",
        "",
    ),
    (
        Field::LocalAuthorityId,
        "local authority id|la child id|local authority child id|local authority identifier|\
            la child identifier|local authority child identifier|local authority unique id|\
            local authority number|la id|council id",
        "",
    ),
    (
        Field::FullName,
        "full name|patient name|patient full name|child name|childs name|child full name|client name|\
            client full name|pupil name|pupil full name|student name|student full name|name of child|\
            name of patient|name of pupil|name of client|person name|person full name|childs full name|\
            patients name|patients full name|service user name|young person name|name of young person|baby name|\
            babys name|name of baby",
        "name",
    ),
    (
        Field::FamilyName,
        "surname|family name|last name|person family name|legal surname|\
            family name at birth",
        "",
    ),
    (
        Field::GivenName,
        "forename|first name|given name|forenames|first names|given names|person given name|legal forename",
        "",
    ),
    (Field::DateOfBirth, "date of birth|dob|birth date|person birth date|date birth|born|born on", ""),
    (
        Field::Postcode,
        "postcode|postcode of usual address|home postcode|address postcode|current postcode|pcode|zip code|zip",
        "",
    ),
    (
        Field::Service,
        "service|service name|team|team name|clinic service|treatment function|specialty|specialty name|\
            service team|caseload|rota type|service or team type referred to|team responsible|department|\
            speciality|rota name|service line|care team|clinic description|service type|specialty description|\
            local specialty|hospital service|service description|sub specialty|main specialty|team description|\
            ward or clinic|tretspef|mainspef|clinic name|clinic|treatment function code|dept|dept name|\
            activity treatment function code|main specialty code|clinic code",
        "unit|rota|session name",
    ),
    (
        Field::Provider,
        "provider|provider name|provided by|organisation name provider|organisation code code of provider|\
            organisation identifier code of provider|provider code|organisation name|trust|organisation|\
            organisation code|employer|trust name|provider organisation|provider organisation name|\
            provider organisation code|procode3|procode|org id prov",
        "",
    ),
    (Field::Sector, "sector|team type|organisation type|provider type|agency|agency type", ""),
    (
        Field::Date,
        "contact date|appointment date|appt date|care contact date|event date|attendance date|visit date|\
            contact datetime|appointment datetime|appt datetime|date of contact|date of appointment|\
            date of visit|session date|activity date|start date time|appointment start|contact start date|\
            arrival date|encounter date|slot date|appointment start date|appt start|\
            appointment start date and time|start date and time|appointment date and time|seen date|date seen|\
            contact start|attendance date time|slot start|arrival date time|session start|date of attendance|\
            consultation date|clinic date|scheduled date|activity start date|mis start|missing from|\
            missing start|date missing|episode start|call date|care cont date|incident date|\
            emergency care arrival date|arrival date at emergency care department",
        "date|arrived|arrival|start|when|start date|datetime|day|planned start|scheduled start|planned date",
    ),
    (
        Field::Time,
        "start time|appointment time|appt time|contact time|care contact time|event time|visit time|\
            time of contact|attendance time|arrival time|session time|slot time|appointment start time|\
            time of appointment|contact start time|care cont time|call time|emergency care arrival time|\
            arrival time at emergency care department",
        "time|at|start|arrived at",
    ),
    (
        Field::Kind,
        "appointment type|kind|contact type|appt type|event type|consultation mechanism|\
            consultation medium used|contact method|mode|visit type|activity type|contact mode|mode of contact|\
            slot type|contact medium|encounter type|delivery mode|attendance type|medium|visit mode|\
            consultation medium|appointment mode|appointment method|contact medium used|channel|\
            face to face or remote|cons mechanism|consmechanismmh|cons medium|consultation mechanism code",
        "where|type|method|setting|location type|activity location type code|how",
    ),
    (
        Field::Outcome,
        "outcome|appointment status|attended or did not attend code|attended or did not attend|\
            attendance status|appointment outcome|contact outcome|appt status|attendance outcome|\
            attendance code|outcome code|outcome description|visit outcome|current slot status|slot status|\
            event outcome|attendance|status|appt outcome|result|outcome of attendance|contact status|\
            attendance indicator|event status|visit status|attended status|current status|booking status|\
            attended code|attendance status code|appointment state|attended or not|attend status|session outcome|\
            emergency care discharge status|emergency care discharge status snomed ct",
        "left|attended|dna|code|disposal|state|disposition|discharge status|attendance mark|mark",
    ),
    (
        Field::Location,
        "location|site|venue|site name|location name|organisation site name of treatment|site code of treatment|\
            organisation site identifier of treatment|location code|clinic location|contact location|place|\
            premises|appointment location|branch|activity location type code|location type|sitetret",
        "where|unit|clinic",
    ),
    (
        Field::Practitioner,
        "clinician|practitioner|hcp|professional|worker|consultant code|consultant|staff|staff name|officer|\
            clinician name|seen by|session holder|session holders full name|care professional|\
            healthcare professional|lead clinician|staff member|professional name|\
            care professional local identifier|practitioner name|rota owner|worker name|nurse|health visitor|\
            therapist|hcp name|clinician full name|rota holder|seeing clinician|attending clinician|\
            health professional|main clinician|consultant name|worker full name|hcp full name|\
            responsible clinician|care professional name|resource name|provider resource|dentist|midwife|doctor|\
            physiotherapist|dietitian|paediatrician|psychologist|counsellor|hv|hv name|health visitor name",
        "",
    ),
    (
        Field::Referrer,
        "referred by|referrer|referral source|source of referral|source of referral for out patients|\
            referring organisation|referrer name|source of referral for community|\
            source of referral for mental health|referrer type|referrer code|referring provider|referred from|\
            referral source description|referring clinician|source of referral code",
        "",
    ),
    (
        Field::BookedOn,
        "booked on|date booked|booked date|booking date|appointment booked date|appt booked date|booked|\
            date appointment booked|booked at|date of booking|appointment created|date created|created on|\
            created date|created|appt booked on|appointment made date|appointment made|appt made on|made on|\
            date appt made|date made|booking made on|booked date time|booking date time|appointment booked on|\
            created datetime",
        "",
    ),
    (
        Field::RecordedAt,
        "last changed|last updated|last modified|date modified|recorded at|date recorded|recorded on|updated|\
            updated at|last update|modified|date of last change|changed on|record date|date last changed|\
            status changed|outcome recorded on|outcome date|event recorded date|last amended|meta last updated|\
            last edited|date time last changed|last changed date|record updated|last update date|modified date|\
            updated date|outcome recorded date|update date|date last updated",
        "",
    ),
    (
        Field::Age,
        "age|age at contact|age at appointment|age in years|age at event|age years|age at care contact date|\
            age at encounter|age at appt|startage|apptage|age at visit|age yrs|age at attendance|age on contact date",
        "",
    ),
    (
        Field::Subject,
        "subject|care contact subject|contact with|seen with|contact subject|person seen|who was seen",
        "",
    ),
    (
        Field::EndedOn,
        "ended on|missing end|missing end date|episode end date|date found|found on|mis end|return date",
        "end date|end",
    ),
    (
        Field::ClosedOn,
        "closed on|referral closed|referral closed date|referral closure date|service discharge date|date referral closed",
        "closure date",
    ),
    (Field::ClosureReason, "closure reason|referral closure reason|reason for closure", "closed reason"),
    (
        Field::DateOfDeath,
        "date of death|death date|person death date|deceased date|dod|died on|date deceased|deceased on",
        "",
    ),
    (Field::Deceased, "deceased|is deceased|has died|death indicator|patient deceased|deceased indicator|died", ""),
    (
        Field::Phone,
        "phone|telephone|mobile|phone number|telephone number|mobile number|contact telephone|home telephone|\
            mobile phone|contact number|parent mobile|parent phone|home phone|carer telephone|\
            parent carer phone|telephone no|mobile no|main contact number|preferred contact number|parent telephone",
        "",
    ),
    (
        Field::Sex,
        "sex|gender|person stated gender code|person phenotypic sex|person gender code current|gender code|\
            sex code|person gender code|gender identity code|person phenotypic sex classification|legal sex|\
            gender description|sex at birth|birth sex",
        "",
    ),
    (
        Field::Ethnicity,
        "ethnicity|ethnic group|ethnic category|ethnic category code|ethnic origin|ethnicity code|\
            ethnic background|ethnic category 2021|ethnic group code|ethnos|race|ethnic category description|\
            ethnic group description|ethnic category desc|ethnic",
        "",
    ),
    (
        Field::ImdDecile,
        "imd decile|imd|deprivation decile|imd 2019 decile|decile|index of multiple deprivation decile|\
            index of multiple deprivation|imd 2015 decile|imd 2025 decile|imd10|deprivation|imd decile 2019|\
            imd decile 1 most deprived|index of multiple deprivation imd decile|imd04 decile",
        "",
    ),
    (
        Field::Locality,
        "locality|area|ward|district|neighbourhood|pcn|primary care network|locality name|electoral ward|\
            place name|borough|locality area|local area",
        "",
    ),
    (
        Field::GpPractice,
        "gp practice|general medical practice code patient registration|general medical practice code|practice|\
            practice code|registered practice|gp surgery|surgery|practice name|registered gp practice|\
            gp practice code|usual gps organisation|gp practice name|general practice|registered gp|gp|\
            gp surgery name|ods code gp|registered practice name|gp practice ods code|registered gp surgery|\
            practice ods code",
        "",
    ),
    (
        Field::School,
        "school|school name|current school|nursery|education setting|school attended|base name|establishment|\
            school or nursery|school establishment|education establishment|educational establishment|\
            nursery or school|school or setting",
        "",
    ),
    (
        Field::HouseholdId,
        "household|household id|family id|household number|family number|household identifier|uprn|address id|\
            family group id",
        "",
    ),
    (
        Field::DetailsChangedOn,
        "details changed|details changed on|address changed|details updated|date of last address change|\
            demographics updated|date details changed|address last changed|address changed on|\
            address start date|date moved in",
        "",
    ),
    (
        Field::SocialWorker,
        "social worker|allocated worker|allocated social worker|key worker|case worker|lead worker|\
            named social worker",
        "",
    ),
];

/// The headers of the factors.
pub(crate) const FACTORS: &[(Factor, &str)] = &[
    (Factor::Premature, "premature|born premature|preterm|prematurity|premature birth|prem"),
    (Factor::LowBirthWeight, "low birth weight|low birthweight|lbw"),
    (
        Factor::ClinicalNeed,
        "clinical need|clinical needs|long term condition|ltc|complex health needs|complex needs|\
            medical need",
    ),
    (
        Factor::AdditionalNeed,
        "additional need|additional needs|send|sen|sen support|ehcp|ehc plan|special educational needs|\
            disability|disabled",
    ),
    (Factor::LearningDisability, "learning disability|learning difficulty|ld|learning disabilities"),
    (Factor::CommunicationNeed, "communication need|communication needs|communication|ais need"),
    (
        Factor::ChildProtectionPlan,
        "child protection plan|cp plan|cpp|cp|cpis|cp is|on cp plan|child protection|subject to cpp|\
            on child protection plan|child protection plan indicator",
    ),
    (Factor::Section47, "section 47|s47|section 47 enquiry|s 47|sec 47|s47 enquiry"),
    (Factor::ChildInNeed, "child in need|cin|cin plan|child in need plan|section 17|s17"),
    (
        Factor::LookedAfter,
        "looked after|looked after child|lac|cla|child looked after|in care|looked after child indicator|\
            cic|child in care|lac cla",
    ),
    (
        Factor::PreviouslyKnown,
        "previously known|known to social care|previously known to childrens services|previous referral|\
            previously open",
    ),
    (
        Factor::HouseholdSafeguardingConcern,
        "household concern|household safeguarding concern|household concerns|family safeguarding concern|\
            sibling on plan|sibling concern",
    ),
    (Factor::DomesticAbuse, "domestic abuse|domestic violence|dv|dva|marac|domestic abuse flag"),
    (
        Factor::SubstanceMisuse,
        "substance misuse|substance abuse|drugs alcohol|drug or alcohol misuse|parental substance misuse|\
            alcohol or drugs",
    ),
    (
        Factor::ParentalIllHealth,
        "parental ill health|parental mental health|parental health|parent ill health|\
            maternal mental health|parental ill health flag|parent mental health",
    ),
    (
        Factor::ParentalLearningDisability,
        "parental learning disability|parental ld|parent ld|parent learning disability",
    ),
    (
        Factor::LanguageBarrier,
        "language barrier|interpreter|interpreter required|interpreter needed|needs interpreter|eal",
    ),
    (Factor::SocialDisadvantage, "social disadvantage|free school meals|fsm|pupil premium|poverty|deprivation flag"),
];

/// The headers of the reason for an outcome.
pub(crate) const REASONS: &str = "reason|cancelation reason|cancellation reason code|outcome reason|status reason|cancellation reason|reason for outcome|cancel reason|\
            dna reason|reason code|outcome detail|cancelled by|canceled by|cancellation by|cancellation type|cancellation";
