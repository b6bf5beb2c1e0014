// hb_arbiter: grants one of PORTS requests, round robin.
//
// The grant stays with a port until accept_i ends its turn or the port withdraws its request; then
// the ports above it come first, from the lowest on, then those below. A request that stays is
// granted after at most PORTS - 1 accepted turns of others.
//
// Latency: 0 cycles from request_i to grant_o.
// Throughput: one accepted turn a cycle.
// Handshake: request_i of a port is a valid, its bit of grant_o and accept_i the ready: an accepted
//   cycle is a transfer of the granted port. accept_i without a grant does nothing.
// Combinational paths: request_i to grant_o.
module hb_arbiter #(
  parameter int PORTS = 4
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [PORTS-1:0] request_i,
  input  logic             accept_i,
  output logic [PORTS-1:0] grant_o
);

  // The ports that come first: all from some port on, up to the highest.
  logic [PORTS-1:0] first_q;
  logic [PORTS-1:0] preferred;
  logic [PORTS-1:0] candidates;
  logic [PORTS-1:0] from_granted;

  // x & -x keeps the lowest one; -x keeps it with every bit above set to the complement.
  assign preferred = request_i & first_q;
  assign candidates = (preferred != '0) ? preferred : request_i;
  assign grant_o = candidates & (~candidates + 1'b1);
  assign from_granted = ~(grant_o - 1'b1);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      first_q <= '1;
    end else if (request_i != '0) begin
      first_q <= accept_i ? from_granted & ~grant_o : from_granted;
    end
  end

endmodule
