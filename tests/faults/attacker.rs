//! A reader of published packs who wants to know a hidden count. All that it has are the CSV files and the settings in
//! `manifest.json`; all that it knows is how such tables hang together. It writes that down as one linear programme and
//! asks for the least and the greatest value of every hidden cell.
//!
//! It shares no code with the program. Fractions are allowed to it, so what it cannot narrow is not yet proven safe; but
//! what it narrows is a leak.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::support::{Pack, Row, cell};

/// More than any count in a test.
const MOST: f64 = 100_000.0;

/// What the attack has found.
#[derive(Debug, Default)]
pub struct Found {
    /// How many cells are hidden.
    pub hidden: usize,
    /// Those that can be narrowed: where each is, and between what.
    pub narrowed: Vec<String>,
}

type Terms = Vec<(usize, f64)>;

#[derive(Default)]
struct Model {
    bounds: Vec<(f64, f64)>,
    places: BTreeMap<String, usize>,
    sums: Vec<(Terms, f64, f64)>,
    hidden: BTreeMap<usize, (String, i64)>,
}

impl Model {
    fn number(&mut self, place: String) -> usize {
        let bounds = &mut self.bounds;
        *self.places.entry(place).or_insert_with(|| {
            bounds.push((0.0, MOST));
            bounds.len() - 1
        })
    }

    /// The number behind a printed count, at least `least`. Nobody can know what two packs say against each other: then
    /// the second one's number is another.
    fn count(&mut self, place: &str, printed: &str, pack: &Known<'_>, least: f64) -> usize {
        let (low, high) = pack.behind(printed);
        let mut name = place.to_owned();
        let mut number = self.number(name.clone());
        let both = |own: (f64, f64)| (own.0.max(low).max(least), own.1.min(high));
        if both(self.bounds[number]).0 > both(self.bounds[number]).1 {
            name = format!("{place} as of {}", pack.month);
            number = self.number(name.clone());
        }
        self.bounds[number] = both(self.bounds[number]);
        if printed == "[c]" {
            self.hidden.insert(number, (name, pack.round_to));
        }
        number
    }

    fn sum(&mut self, terms: impl IntoIterator<Item = (usize, f64)>, low: f64, high: f64) {
        let mut together: BTreeMap<usize, f64> = BTreeMap::new();
        for (number, sign) in terms {
            *together.entry(number).or_default() += sign;
        }
        let terms: Terms = together.into_iter().filter(|(_, sign)| sign.abs() > 0.5).collect();
        if !terms.is_empty() {
            self.sums.push((terms, low, high));
        }
    }

    /// The parts are the whole.
    fn whole(&mut self, whole: usize, parts: impl IntoIterator<Item = usize>) {
        self.sum(parts.into_iter().map(|part| (part, -1.0)).chain([(whole, 1.0)]), 0.0, 0.0);
    }

    /// One is at least as large as the other, by so much.
    fn at_least(&mut self, larger: usize, smaller: usize, by: f64) {
        self.sum([(larger, 1.0), (smaller, -1.0)], by, MOST);
    }

    /// What a part tells of the rest of its whole: a printed part leaves nothing small.
    fn rest(&mut self, whole: usize, part: usize, printed: &str, pack: &Known<'_>) {
        let prints = printed != "[c]" && printed != "0";
        self.at_least(whole, part, if prints { pack.minimum as f64 } else { 0.0 });
    }

    /// The values of all numbers where one of them is as small or as large as it can be.
    fn solve(&self, number: usize, direction: OptimizationDirection) -> Option<Vec<f64>> {
        let mut problem = Problem::new(direction);
        let variables: Vec<Variable> = (0..self.bounds.len())
            .map(|at| problem.add_var(if at == number { 1.0 } else { 0.0 }, self.bounds[at]))
            .collect();
        for (terms, low, high) in &self.sums {
            let terms = || terms.iter().map(|(number, sign)| (variables[*number], *sign)).collect::<Vec<_>>();
            if (high - low).abs() < 0.5 {
                problem.add_constraint(terms(), ComparisonOp::Eq, *low);
                continue;
            }
            problem.add_constraint(terms(), ComparisonOp::Ge, *low);
            if *high < MOST {
                problem.add_constraint(terms(), ComparisonOp::Le, *high);
            }
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        Some(variables.iter().map(|variable| solution.var_value(*variable)).collect())
    }
}

/// A pack and what its manifest says of it.
struct Known<'a> {
    pack: &'a Pack,
    month: String,
    minimum: i64,
    round_to: i64,
    settings: serde_json::Value,
}

impl<'a> Known<'a> {
    fn new(pack: &'a Pack) -> Self {
        let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
        let settings = manifest["settings"].clone();
        Self {
            pack,
            month: manifest["month"].as_str().unwrap().to_owned(),
            minimum: settings["disclosure"]["minimum_count"].as_i64().unwrap(),
            round_to: settings["disclosure"]["round_to"].as_i64().unwrap(),
            settings,
        }
    }

    /// The least and the greatest count that is printed so.
    fn behind(&self, printed: &str) -> (f64, f64) {
        if printed == "[c]" {
            return (0.0, MOST);
        }
        let number: i64 = printed.parse().unwrap_or_else(|_| panic!("neither a count nor [c]: {printed}"));
        if number == 0 {
            return (0.0, 0.0);
        }
        let rounds = |count: i64| (2 * count + self.round_to) / (2 * self.round_to) * self.round_to == number;
        let fits: Vec<i64> = (self.minimum.max(number - self.round_to)..=number + self.round_to)
            .filter(|count| rounds(*count))
            .collect();
        (fits[0] as f64, fits[fits.len() - 1] as f64)
    }

    /// The months of the year that ends with the pack's month.
    fn year(&self) -> Vec<String> {
        let (year, month) = self.month.split_once('-').unwrap();
        let last = year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap() - 1;
        (last - 11..=last).map(|own| format!("{:04}-{:02}", own / 12, own % 12 + 1)).collect()
    }

    fn rule(&self, name: &str, setting: &str) -> Option<String> {
        let rule = &self.settings["rules"][name];
        (rule["enabled"] == true).then(|| rule[setting].to_string())
    }
}

const OVERLAPPING: [&str; 4] = ["service", "provider", "sector", "kind"];
const WITH_FAILED: [&str; 5] = ["repeated", "cross_service", "household", "unscheduled_care", "early_concern"];
const ALL: &str = "All services";
const OTHERS: &str = "Other (merged)";

/// Attacks packs, in the order in which they were published.
pub fn attack(packs: &[&Pack]) -> Found {
    let mut model = Model::default();
    let known: Vec<Known<'_>> = packs.iter().map(|pack| Known::new(pack)).collect();
    for pack in &known {
        let activity = activity(&mut model, pack);
        breakdown(&mut model, pack, &activity);
        cases(&mut model, pack);
    }
    let mut seen: Vec<(f64, f64)> = vec![(MOST, 0.0); model.bounds.len()];
    let mut found = Found { hidden: model.hidden.len(), narrowed: Vec::new() };
    for (number, (place, round_to)) in &model.hidden {
        let wide = |(low, high): (f64, f64)| (high + 1e-6).floor() - (low - 1e-6).ceil() + 1.0 >= *round_to as f64;
        for direction in [OptimizationDirection::Minimize, OptimizationDirection::Maximize] {
            if wide(seen[*number]) {
                break;
            }
            let values = model.solve(*number, direction).unwrap_or_else(|| panic!("{place}: no numbers fit the packs"));
            for (seen, value) in seen.iter_mut().zip(values) {
                *seen = (seen.0.min(value), seen.1.max(value));
            }
        }
        let (low, high) = seen[*number];
        if !wide((low, high)) {
            let (least, greatest) = ((low - 1e-6).ceil() as i64, (high + 1e-6).floor() as i64);
            found.narrowed.push(format!("{place}: {least} to {greatest}"));
        }
    }
    found
}

type Contacts = BTreeMap<(String, String), [usize; 2]>;

/// `activity.csv`: in each month all services are those that are named and the others.
fn activity(model: &mut Model, pack: &Known<'_>) -> Contacts {
    let mut numbers = Contacts::new();
    for row in pack.pack.rows("activity.csv") {
        let (month, service) = (cell(&row, "month").to_owned(), cell(&row, "service").to_owned());
        // Whom a pack merges may be others than whom another one does.
        let whose = if service == OTHERS { format!("{service} of {}", pack.month) } else { service.clone() };
        let own = ["due", "failed"]
            .map(|part| model.count(&format!("activity {month} {whose} {part}"), cell(&row, part), pack, 0.0));
        model.rest(own[0], own[1], cell(&row, "failed"), pack);
        numbers.insert((month, service), own);
    }
    let months: Vec<String> = numbers.keys().map(|(month, _)| month.clone()).collect();
    for month in months {
        for part in [0, 1] {
            let of_month = numbers.iter().filter(|((own, service), _)| *own == month && service != ALL);
            let parts: Vec<usize> = of_month.map(|(_, own)| own[part]).collect();
            model.whole(numbers[&(month.clone(), ALL.to_owned())][part], parts);
        }
    }
    numbers
}

/// `breakdown.csv`: each dimension divides the same contacts, and divides or covers the same children.
fn breakdown(model: &mut Model, pack: &Known<'_>, activity: &Contacts) {
    let year = pack.year();
    let totals = ["children", "due", "failed", "children_with_case"]
        .map(|column| model.number(format!("all of {} {column}", pack.month)));
    for (part, total) in [(0, totals[1]), (1, totals[2])] {
        let months: Vec<usize> = year.iter().map(|month| activity[&(month.clone(), ALL.to_owned())][part]).collect();
        model.whole(total, months);
    }
    model.at_least(totals[0], totals[3], 0.0);
    let rows = pack.pack.rows("breakdown.csv");
    for rows in rows.chunk_by(|a, b| cell(a, "dimension") == cell(b, "dimension")) {
        let least = if rows.len() > 1 { pack.minimum as f64 } else { 0.0 };
        let groups: Vec<[usize; 4]> = rows.iter().map(|row| group(model, pack, row, least)).collect();
        for column in [1, 2] {
            model.whole(totals[column], groups.iter().map(|group| group[column]));
        }
        if OVERLAPPING.contains(&cell(&rows[0], "dimension")) {
            for signs in [[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]] {
                let set = |group: &[usize; 4], by: f64| [(group[0], by * signs[0]), (group[3], by * signs[1])];
                model.sum(groups.iter().flat_map(|group| set(group, 1.0)).chain(set(&totals, -1.0)), 0.0, MOST);
                for group in &groups {
                    model.sum(set(&totals, 1.0).into_iter().chain(set(group, -1.0)), 0.0, MOST);
                }
            }
        } else {
            for column in [0, 3] {
                model.whole(totals[column], groups.iter().map(|group| group[column]));
            }
        }
        if cell(&rows[0], "dimension") == "service" {
            for (row, group) in rows.iter().zip(&groups) {
                for part in [0, 1] {
                    let of = |month: &String| activity.get(&(month.clone(), cell(row, "group").to_owned()));
                    let months: Vec<usize> = year.iter().filter_map(of).map(|own| own[part]).collect();
                    if !months.is_empty() {
                        model.whole(group[part + 1], months);
                    }
                }
            }
        }
    }
}

fn group(model: &mut Model, pack: &Known<'_>, row: &Row, least: f64) -> [usize; 4] {
    let mut number = |column: &str, least: f64| {
        let place = format!("{} {} {} {column}", pack.month, cell(row, "dimension"), cell(row, "group"));
        model.count(&place, cell(row, column), pack, least)
    };
    let group =
        [number("children", least), number("due", least), number("failed", 0.0), number("children_with_case", 0.0)];
    model.rest(group[1], group[2], cell(row, "failed"), pack);
    model.rest(group[0], group[3], cell(row, "children_with_case"), pack);
    model.at_least(group[1], group[0], 0.0);
    group
}

/// `rules.csv`, `trend.csv` and `thresholds.csv`: how the rules add up, and which includes which.
fn cases(model: &mut Model, pack: &Known<'_>) {
    let with_case = model.number(format!("all of {} children_with_case", pack.month));
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for row in pack.pack.rows("trend.csv") {
        let (end, rule) = (&cell(&row, "month_end")[..7], cell(&row, "rule"));
        let number = model.count(&format!("trend {end} {rule}"), cell(&row, "children"), pack, 0.0);
        if end == pack.month {
            rules.insert(rule.to_owned(), number);
        }
    }
    let mut priorities: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for row in pack.pack.rows("rules.csv") {
        let (rule, priority) = (cell(&row, "rule"), cell(&row, "priority"));
        let place = format!("rules {} {rule} {priority}", pack.month);
        let number = model.count(&place, cell(&row, "children"), pack, 0.0);
        // The rule for whereabouts makes every case immediate, and nothing else does.
        let never = (rule == "whereabouts_unknown") != (priority == "immediate")
            && (rule == "whereabouts_unknown" || !rules.contains_key("whereabouts_unknown"));
        if never {
            model.bounds[number] = (0.0, 0.0);
        }
        priorities.entry(rule.to_owned()).or_default().insert(priority.to_owned(), number);
    }
    let immediate = priorities.get("whereabouts_unknown").map(|of| of["immediate"]);
    for (rule, of) in &priorities {
        model.whole(rules[rule], of.values().copied());
        if let Some(immediate) = immediate {
            model.at_least(immediate, of["immediate"], 0.0);
        }
    }
    model.sum(rules.values().map(|rule| (*rule, 1.0)).chain([(with_case, -1.0)]), 0.0, MOST);
    for rule in WITH_FAILED.iter().filter_map(|rule| rules.get(*rule)) {
        model.at_least(with_case, *rule, 0.0);
    }
    let mut grid: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for row in pack.pack.rows("thresholds.csv") {
        let (threshold, days) = (cell(&row, "threshold"), cell(&row, "period_days"));
        let place = format!("thresholds {} {threshold} {days}", pack.month);
        let number = model.count(&place, cell(&row, "children"), pack, 0.0);
        grid.insert((threshold.to_owned(), days.parse().unwrap()), number);
    }
    for ((threshold, days), number) in &grid {
        let next = threshold.parse::<u32>().unwrap() + 1;
        if let Some(higher) = grid.get(&(next.to_string(), *days)) {
            model.at_least(*number, *higher, 0.0);
        }
        if let Some((_, longer)) = grid.iter().find(|((own, more), _)| own == threshold && more > days) {
            model.at_least(*longer, *number, 0.0);
        }
    }
    let period = pack.settings["review"]["period_days"].as_i64().unwrap();
    let at = |threshold: Option<String>| grid.get(&(threshold?, period)).copied();
    if let (Some(same), Some(repeated)) = (at(pack.rule("repeated", "threshold")), rules.get("repeated")) {
        model.whole(same, [*repeated]);
    }
    for (rule, setting) in
        [("cross_service", "services"), ("unscheduled_care", "failed"), ("early_concern", "threshold")]
    {
        if let (Some(more), Some(rule)) = (at(pack.rule(rule, setting)), rules.get(rule)) {
            model.at_least(more, *rule, 0.0);
        }
    }
}
