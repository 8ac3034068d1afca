//! What the search ([`super::system`]) does not find, by linear programming: how far a number can go at all, and values
//! for everything else that let it go there.
//!
//! The solver computes in floating point, so nothing is believed that it says of a number being free: its values are
//! rounded, set, and every bound is checked in whole numbers. That a number is not free may be believed: then more is
//! hidden.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::system::{System, UNBOUNDED};

/// How many branches are looked at for whole numbers, where the vertex is none.
const BRANCHES: u64 = 200;
/// The largest value that a whole number is looked for up to.
const LARGEST: i64 = 1 << 30;
/// What floating point may be off by.
const SLACK: f64 = 1e-6;

/// The part of a system that hangs together with a number: what is settled apart from it is constant.
pub(super) struct Part {
    numbers: Vec<usize>,
    sums: Vec<usize>,
}

impl Part {
    /// The part of `number`.
    pub(super) fn of(system: &System, number: usize) -> Self {
        let mut seen = vec![false; system.numbers.len()];
        let mut known = vec![false; system.sums.len()];
        let mut part = Self { numbers: Vec::new(), sums: Vec::new() };
        let mut next = vec![number];
        seen[number] = true;
        while let Some(own) = next.pop() {
            part.numbers.push(own);
            for sum in system.sums_with(own) {
                let row = &system.sums[sum];
                if known[sum] || (row.low <= -UNBOUNDED && row.high >= UNBOUNDED) {
                    continue;
                }
                known[sum] = true;
                part.sums.push(sum);
                for (other, _) in &row.terms {
                    if !seen[*other] && system.is_free(*other) {
                        seen[*other] = true;
                        next.push(*other);
                    }
                }
            }
        }
        part.numbers.sort_unstable();
        part.sums.sort_unstable();
        part
    }

    /// The least and the greatest value that a number of the part may have by linear programming, whole numbers or not;
    /// none where the solver gives up.
    pub(super) fn range(&self, system: &System, number: usize) -> Option<(i64, i64)> {
        let end = |direction: OptimizationDirection| {
            let (problem, variables) = self.problem(system, direction, Some(number), None, false);
            let least = matches!(direction, OptimizationDirection::Minimize);
            match problem.solve() {
                Ok(outcome) => {
                    let value = outcome.into_solution().ok()?.var_value(variables[&number]);
                    Some(if least { (value - SLACK).ceil() as i64 } else { (value + SLACK).floor() as i64 })
                }
                Err(microlp::Error::Unbounded) => Some(if least { 0 } else { UNBOUNDED }),
                Err(_) => None,
            }
        };
        Some((end(OptimizationDirection::Minimize)?, end(OptimizationDirection::Maximize)?))
    }

    /// Values for the part with `number` at `value`; none where the solver finds none. They are to be checked.
    pub(super) fn values(&self, system: &System, number: usize, value: i64) -> Option<Vec<(usize, i64)>> {
        for whole in [false, true] {
            let (problem, variables) =
                self.problem(system, OptimizationDirection::Minimize, None, Some((number, value)), whole);
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

    fn problem(
        &self,
        system: &System,
        direction: OptimizationDirection,
        sought: Option<usize>,
        fixed: Option<(usize, i64)>,
        whole: bool,
    ) -> (Problem, BTreeMap<usize, Variable>) {
        let mut problem = Problem::new(direction);
        let mut variables = BTreeMap::new();
        for number in &self.numbers {
            // Without a number that is sought: the smallest numbers that fit, which are soonest found.
            let cost = sought.map_or(1.0, |sought| f64::from(u8::from(sought == *number)));
            let bounds = system.numbers[*number];
            let (low, high) = match fixed {
                Some((own, value)) if own == *number => (value, value),
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
            for (number, sign) in &row.terms {
                match variables.get(number) {
                    Some(variable) => terms.add(*variable, *sign as f64),
                    None => constant += sign * system.value(*number),
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
