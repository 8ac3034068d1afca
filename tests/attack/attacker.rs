//! An attacker: a reader of published packs who wants to know a hidden count. It has only the CSV files and the settings in
//! `manifest.json`, and knows how such tables are related ([`tables`]). It writes that as one linear programme, and finds the
//! least and the greatest value of every hidden cell.
//!
//! It shares no code with the program. It allows fractions, so a count that it cannot narrow is not yet proven safe, but a count
//! that it narrows is a leak.
//!
//! It takes counts that several packs have (a month of a service) as equal, as if nothing had been recorded late. If no numbers
//! fit all packs then, it leaves out as few of these equalities as it can. Of each it keeps that the older pack counted at least
//! as much: children leave, so the count of a past month only falls. Usually there are many ways to leave out as few. What
//! follows from one of them, but not from another that leaves out no more, counts as not known.

#[path = "known.rs"]
mod known;
#[path = "tables.rs"]
mod tables;

use std::collections::BTreeMap;

use known::Known;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, Variable};

use crate::support::Pack;

/// More than any count in a test.
const MOST: f64 = 100_000.0;

/// What the attack has found.
#[derive(Debug, Default)]
pub struct Found {
    /// How many cells are hidden.
    pub hidden: usize,
    /// How many equalities between packs it had to give up.
    pub given_up: usize,
    /// How many counts are narrowed only by some of the ways to give up as few equalities: these count as not known.
    pub chosen: usize,
    /// The counts that can be narrowed: their places and ranges.
    pub narrowed: Vec<String>,
}

type Terms = Vec<(usize, f64)>;

/// The deviation of each equality between packs: its place, and the variables for too much and too little.
type Slack = Vec<(usize, [Variable; 2])>;

/// A sum, and whether it is an equality between an older and a newer pack that may not be true.
struct Sum {
    terms: Terms,
    low: f64,
    high: f64,
    between: bool,
}

#[derive(Default)]
struct Model {
    bounds: Vec<(f64, f64)>,
    places: BTreeMap<String, usize>,
    sums: Vec<Sum>,
    hidden: BTreeMap<usize, (String, i64)>,
    /// The number that the newest pack with this count has for it.
    newest: BTreeMap<String, usize>,
    /// The bounds of the sums before any equality was left out, and how much has to be left out at least.
    before: Vec<(f64, f64)>,
    least: f64,
}

impl Model {
    fn number(&mut self, place: String) -> usize {
        let bounds = &mut self.bounds;
        *self.places.entry(place).or_insert_with(|| {
            bounds.push((0.0, MOST));
            bounds.len() - 1
        })
    }

    /// A count that a pack has for itself, with what is printed of it, at least `least`.
    fn count(&mut self, place: &str, printed: &str, pack: &Known<'_>, least: f64) -> usize {
        let number = self.number(format!("{place} as of {}", pack.month));
        let (low, high) = pack.behind(printed);
        let own = self.bounds[number];
        self.bounds[number] = (own.0.max(low).max(least), own.1.min(high));
        if printed == "[c]" {
            self.hidden.insert(number, (format!("{place} as of {}", pack.month), pack.round_to));
        }
        number
    }

    /// A pack's own number for a count that several packs have. Packs come newest first.
    fn shared(&mut self, place: &str, pack: &Known<'_>) -> usize {
        let own = format!("{place} as of {}", pack.month);
        if let Some(number) = self.places.get(&own) {
            return *number;
        }
        let number = self.number(own);
        if let Some(newer) = self.newest.insert(place.to_owned(), number) {
            let terms = vec![(number, 1.0), (newer, -1.0)];
            self.sums.push(Sum { terms, low: 0.0, high: 0.0, between: true });
        }
        number
    }

    /// What is printed of such a count.
    fn printed(&mut self, place: &str, printed: &str, pack: &Known<'_>) -> usize {
        self.shared(place, pack);
        self.count(place, printed, pack, 0.0)
    }

    fn sum(&mut self, terms: impl IntoIterator<Item = (usize, f64)>, low: f64, high: f64) {
        let mut together: BTreeMap<usize, f64> = BTreeMap::new();
        for (number, sign) in terms {
            *together.entry(number).or_default() += sign;
        }
        let terms: Terms = together.into_iter().filter(|(_, sign)| sign.abs() > 0.5).collect();
        if !terms.is_empty() {
            self.sums.push(Sum { terms, low, high, between: false });
        }
    }

    /// What is likely, and is given up where it cannot be.
    fn likely(&mut self, terms: impl IntoIterator<Item = (usize, f64)>, low: f64) {
        self.sums.push(Sum { terms: terms.into_iter().collect(), low, high: MOST, between: true });
    }

    /// The parts are the whole.
    fn whole(&mut self, whole: usize, parts: impl IntoIterator<Item = usize>) {
        self.sum(parts.into_iter().map(|part| (part, -1.0)).chain([(whole, 1.0)]), 0.0, 0.0);
    }

    /// The rows are of the whole, and likely all of it: a group of which nothing was due has no row, whatever was cancelled.
    fn no_more(&mut self, whole: usize, rows: &[usize]) {
        let rows = || rows.iter().map(|row| (*row, 1.0));
        self.sum(rows().map(|(row, _)| (row, -1.0)).chain([(whole, 1.0)]), 0.0, MOST);
        self.likely(rows().chain([(whole, -1.0)]), 0.0);
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

    /// The children behind contacts: no more than there are contacts, and enough of them where the count is printed.
    fn behind(&mut self, place: &str, printed: &str, pack: &Known<'_>) -> usize {
        let contacts = self.number(format!("{place} as of {}", pack.month));
        let number = self.number(format!("children behind {place} as of {}", pack.month));
        if printed != "[c]" && printed != "0" {
            self.bounds[number].0 = pack.minimum as f64;
        }
        self.at_least(contacts, number, 0.0);
        number
    }

    /// The linear programme with this to be made as small as it can be; `slack` lets each equality between packs be off by
    /// something that costs.
    fn problem(&self, costs: &BTreeMap<usize, f64>, slack: bool) -> (Problem, Vec<Variable>, Slack) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let cost = |at: usize| costs.get(&at).copied().unwrap_or(0.0);
        let variables: Vec<Variable> =
            (0..self.bounds.len()).map(|at| problem.add_var(cost(at), self.bounds[at])).collect();
        let mut off = Vec::new();
        for (place, sum) in self.sums.iter().enumerate() {
            let mut terms: Vec<(Variable, f64)> =
                sum.terms.iter().map(|(number, sign)| (variables[*number], *sign)).collect();
            if sum.between && slack {
                // More in the older pack is likelier than less.
                let own = [problem.add_var(1.0, (0.0, MOST)), problem.add_var(3.0, (0.0, MOST))];
                terms.extend([(own[0], -1.0), (own[1], 1.0)]);
                off.push((place, own));
            }
            if (sum.high - sum.low).abs() < 0.5 {
                problem.add_constraint(terms, ComparisonOp::Eq, sum.low);
                continue;
            }
            problem.add_constraint(terms.clone(), ComparisonOp::Ge, sum.low);
            if sum.high < MOST {
                problem.add_constraint(terms, ComparisonOp::Le, sum.high);
            }
        }
        (problem, variables, off)
    }

    /// Leaves out the equalities between packs that cannot be, and keeps that children only leave. How many.
    fn give_up(&mut self) -> usize {
        if !self.sums.iter().any(|sum| sum.between) {
            return 0;
        }
        self.before = self.sums.iter().map(|sum| (sum.low, sum.high)).collect();
        let (problem, _, off) = self.problem(&BTreeMap::new(), true);
        let solution = solved(&problem).expect("numbers that fit each pack for itself");
        self.least = solution.objective();
        let mut given_up = 0;
        for (place, [more, less]) in off {
            let (more, less) = (solution.var_value(more) > 1e-6, solution.var_value(less) > 1e-6);
            if more || less {
                given_up += 1;
                (self.sums[place].low, self.sums[place].high) = (if less { -MOST } else { 0.0 }, MOST);
            }
        }
        given_up
    }
}

impl Model {
    /// Whether a number may lie in these bounds where other equalities are left out, and no more of them.
    fn may_be(&mut self, number: usize, low: f64, high: f64) -> bool {
        let own = self.bounds[number];
        let bounds = (own.0.max(low), own.1.min(high));
        if self.before.is_empty() || bounds.0 > bounds.1 {
            return false;
        }
        let kept: Vec<(f64, f64)> = self.sums.iter().map(|sum| (sum.low, sum.high)).collect();
        self.bound_sums(&self.before.clone());
        self.bounds[number] = bounds;
        let (problem, ..) = self.problem(&BTreeMap::new(), true);
        let may_be = solved(&problem).is_some_and(|solution| solution.objective() < self.least + 1e-6);
        self.bounds[number] = own;
        self.bound_sums(&kept);
        may_be
    }

    fn bound_sums(&mut self, bounds: &[(f64, f64)]) {
        for (sum, (low, high)) in self.sums.iter_mut().zip(bounds) {
            (sum.low, sum.high) = (*low, *high);
        }
    }
}

fn solved(problem: &Problem) -> Option<Solution> {
    problem.solve().ok()?.into_solution().ok()
}

/// The values that were seen of every number.
struct Seen(Vec<(f64, f64)>);

impl Seen {
    fn note(&mut self, solution: &Solution, variables: &[Variable]) {
        for (seen, variable) in self.0.iter_mut().zip(variables) {
            let value = solution.var_value(*variable);
            *seen = (seen.0.min(value), seen.1.max(value));
        }
    }

    /// How many whole numbers lie between.
    fn width(&self, number: usize) -> f64 {
        let (low, high) = self.0[number];
        (high + 1e-6).floor() - (low - 1e-6).ceil() + 1.0
    }
}

/// What somebody who knows the area knows about it.
#[derive(Clone, Copy)]
pub struct Area {
    /// Nobody turns 18, dies or moves, and nothing is recorded late.
    pub is_settled: bool,
    /// No child has two contacts on one day.
    pub is_apart: bool,
}

/// Whether these counts, by place, fit everything that is known about packs.
pub fn fits(packs: &[&Pack], area: Area, counted: &[(String, u64)]) -> bool {
    let mut known: Vec<Known<'_>> = packs.iter().map(|pack| Known::new(pack)).collect();
    known.sort_by(|a, b| b.month.cmp(&a.month));
    let mut model = read(&known, area);
    for (place, count) in counted {
        let number = model.places[place];
        let bounds = &mut model.bounds[number];
        assert!(bounds.0 <= *count as f64 && *count as f64 <= bounds.1, "{place}: {count} is not in {bounds:?}");
        *bounds = (*count as f64, *count as f64);
    }
    let (problem, ..) = model.problem(&BTreeMap::new(), true);
    solved(&problem).is_some()
}

/// The model of everything that is known about packs, newest first.
fn read(known: &[Known<'_>], area: Area) -> Model {
    let mut model = Model::default();
    for pack in known {
        tables::read(&mut model, pack);
    }
    if area.is_settled {
        tables::between(&mut model, known);
    }
    for pack in known.iter().filter(|_| area.is_apart) {
        tables::in_several(&mut model, pack);
    }
    model
}

/// Contacts of a month of a service that is published by quarter or by year: the month of the pack, the service, the month,
/// and `due` or `failed`.
pub type Within = [String; 4];

/// Attacks packs, in the order in which they were published. It also attacks the counts `within`, for which no pack has a cell and
/// which no pack may reveal.
pub fn attack(packs: &[&Pack], within: &[Within], area: Area) -> Found {
    let mut known: Vec<Known<'_>> = packs.iter().map(|pack| Known::new(pack)).collect();
    known.sort_by(|a, b| b.month.cmp(&a.month));
    let mut model = read(&known, area);
    for own in within {
        let place = tables::place_of_month(own);
        let number = model.places[&place];
        model.hidden.insert(number, (place, known[0].round_to));
    }
    let given_up = model.give_up();
    let mut seen = Seen(vec![(MOST, 0.0); model.bounds.len()]);
    let mut found = Found { hidden: model.hidden.len(), given_up, chosen: 0, narrowed: Vec::new() };
    // Solutions in which all, or some, of them are small or large show most cells to be wide.
    for turn in 0..6_usize {
        let cost = |(place, number): (usize, &usize)| {
            let up = match turn {
                0 => true,
                1 => false,
                turn => (place >> (turn - 2)) & 1 == 0,
            };
            (*number, if up { -1.0 } else { 1.0 })
        };
        // Large values need not be found.
        let costs: BTreeMap<usize, f64> = model.hidden.keys().enumerate().map(cost).collect();
        let (problem, variables, _) = model.problem(&costs, false);
        let solution = solved(&problem).unwrap_or_else(|| panic!("no numbers fit the packs"));
        seen.note(&solution, &variables);
    }
    let hidden: Vec<(usize, String, i64)> =
        model.hidden.iter().map(|(number, (place, round_to))| (*number, place.clone(), *round_to)).collect();
    for (number, place, round_to) in hidden {
        for sign in [1.0, -1.0] {
            if seen.width(number) >= round_to as f64 {
                break;
            }
            let (problem, variables, _) = model.problem(&BTreeMap::from([(number, sign)]), false);
            let solution = solved(&problem).unwrap_or_else(|| panic!("{place}: no numbers fit the packs"));
            seen.note(&solution, &variables);
        }
        if seen.width(number) >= round_to as f64 {
            continue;
        }
        let (low, high) = seen.0[number];
        // With a zero added, since no count is -0.
        let (least, greatest) = ((low - 1e-6).ceil() + 0.0, (high + 1e-6).floor());
        if model.may_be(number, 0.0, least - 1.0) || model.may_be(number, greatest + 1.0, MOST) {
            found.chosen += 1;
        } else {
            found.narrowed.push(format!("{place}: {least} to {greatest}"));
        }
    }
    found
}
