// Adds up the partial sums of all invocations of a task.

struct Sums { payoff_low: u32, payoff_high: u32, square_low: u32, square_high: u32 }

@group(0) @binding(0) var<storage, read> partial: array<Sums>;
@group(0) @binding(1) var<storage, read_write> total: array<Sums>;

override INVOCATIONS: u32 = 4096;

@compute @workgroup_size(1)
fn main() {
  var sums = partial[0];
  for (var i = 1u; i < INVOCATIONS; i++) {
    let one = partial[i];
    sums.payoff_low += one.payoff_low;
    sums.payoff_high += one.payoff_high + select(0u, 1u, sums.payoff_low < one.payoff_low);
    sums.square_low += one.square_low;
    sums.square_high += one.square_high + select(0u, 1u, sums.square_low < one.square_low);
  }
  total[0] = sums;
}
