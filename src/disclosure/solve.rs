//! What the search ([`super::system`]) does not find, by linear programming: values of the numbers around one that let it
//! have a certain value.
//!
//! The solver computes in floating point, so nothing is believed that it says of a number being free: its values are
//! rounded, set, and every bound is checked in whole numbers. That it finds none may be believed: then more is hidden.

#![allow(clippy::cast_possible_truncation, reason = "counts of an area are far below what either form holds")]

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::system::{System, UNBOUNDED};

/// How many branches are looked at for whole numbers, where the vertex is none.
const BRANCHES: u64 = 200;
/// The largest value that a whole number is looked for up to.
const LARGEST: i64 = 1 << 30;
/// What floating point may be off by.
const SLACK: f64 = 1e-6;

/// So many numbers around the one that is asked about are free; all others stay as they are.
const NEAR: usize = 160;
/// What a linear programme costs, in the terms that the search looks at.
pub(super) const COST: u64 = 400_000;

/// The part of a system around a number: what is not in it is constant.
pub(super) struct Neighbourhood {
    numbers: Vec<usize>,
    sums: Vec<usize>,
}

impl Neighbourhood {
    /// The part around `number`.
    pub(super) fn collect(system: &System, number: usize) -> Self {
        let mut seen = std::collections::BTreeSet::from([number]);
        let mut next = std::collections::VecDeque::from([number]);
        let mut sums = std::collections::BTreeSet::new();
        while let Some(reached) = next.pop_front() {
            for sum in system.sums_with(reached) {
                let row = &system.sums[sum];
                if row.low <= -UNBOUNDED && row.high >= UNBOUNDED {
                    continue;
                }
                sums.insert(sum);
                for (other, _) in system.terms(sum) {
                    if seen.len() < NEAR && system.is_free(other) && seen.insert(other) {
                        next.push_back(other);
                    }
                }
            }
        }
        Self { numbers: seen.into_iter().collect(), sums: sums.into_iter().collect() }
    }

    /// Values for the part with `number` at `value`; none where the solver finds none. They are to be checked.
    pub(super) fn values(&self, system: &System, number: usize, value: i64) -> Option<Vec<(usize, i64)>> {
        for whole in [false, true] {
            let (problem, variables) = self.problem(system, (number, value), whole);
            let mut options = SolveOptions::default();
            options.node_limit = Some(BRANCHES);
            let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
            let found: Vec<(usize, f64)> =
                variables.iter().map(|(number, variable)| (*number, solution.var_value(*variable))).collect();
            if found.iter().all(|(_, value)| (value - value.round()).abs() < SLACK) {
                return Some(found.into_iter().map(|(number, value)| (number, value.round() as i64)).collect());
            }
        }
        None
    }

    fn problem(&self, system: &System, fixed: (usize, i64), whole: bool) -> (Problem, BTreeMap<usize, Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables = BTreeMap::new();
        for number in &self.numbers {
            // The smallest numbers that fit are soonest found.
            let cost = 1.0;
            let bounds = system.numbers[*number];
            let (low, high) = match fixed {
                (fixed_number, value) if fixed_number == *number => (value, value),
                _ => (bounds.low, bounds.high),
            };
            let variable = if whole {
                problem.add_integer_var(cost, (low as i32, high.min(LARGEST) as i32))
            } else {
                problem.add_var(cost, (low as f64, if high >= UNBOUNDED { f64::INFINITY } else { high as f64 }))
            };
            variables.insert(*number, variable);
        }
        for sum in &self.sums {
            let row = &system.sums[*sum];
            let mut terms = LinearExpr::empty();
            let mut constant = 0;
            for (number, sign) in system.terms(*sum) {
                match variables.get(&number) {
                    Some(variable) => terms.add(*variable, sign as f64),
                    None => constant += sign * system.value(number),
                }
            }
            let (low, high) = (row.low, row.high);
            if low == high {
                problem.add_constraint(terms, ComparisonOp::Eq, (low - constant) as f64);
                continue;
            }
            if low > -UNBOUNDED {
                problem.add_constraint(terms.clone(), ComparisonOp::Ge, (low - constant) as f64);
            }
            if high < UNBOUNDED {
                problem.add_constraint(terms, ComparisonOp::Le, (high - constant) as f64);
            }
        }
        (problem, variables)
    }
}
