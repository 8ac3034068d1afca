//! Linear programming for what the search ([`super::system`]) does not find: values of the numbers around one that let it have
//! a given value.
//!
//! The solver works in floating point, so its solutions are not trusted: they are rounded, set, and every bound is checked in
//! whole numbers. If it finds none, that may be wrong too, but errs on the safe side: more is hidden.

#![allow(clippy::cast_possible_truncation, reason = "counts of an area are far below what either form holds")]

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::system::{System, UNBOUNDED};

/// How many branches to try for whole numbers, if the first solution has fractions.
const BRANCHES: u64 = 200;
/// The largest value of an integer variable.
const LARGEST: i64 = 1 << 30;
/// The tolerance for floating-point errors.
const SLACK: f64 = 1e-6;

/// How many numbers around the one in question may change; all others stay as they are.
const NEAR: usize = 160;
/// The work that one linear programme counts for.
pub(super) const COST: u64 = 400_000;

/// The part of a system around a number. Everything else is constant.
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

    /// Values for this part with `number` at `value`, if the solver finds any. The caller must check them.
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
            // Minimising the sum of all numbers finds a solution soonest.
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
