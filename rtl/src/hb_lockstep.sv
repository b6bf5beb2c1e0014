// hb_lockstep: when the engines of a row array, which end their passes together, may go on.
//
// An engine with active_i works on a row of the command; with wait_i too it has issued the last
// digit of its pass. ready_o lets all of them into the next pass: in the first cycle in which all
// that are active wait, the rows of the pass in front are drained, DRAIN cycles each or with
// twice_i twice that, with fold_i two, and drain_ready_i is high. Engines without a row do not
// count.
//
// Latency: 0.
// Throughput: a pass in as many cycles as its slowest engine, and the drain of the one in front.
// Handshake: start_i with the fields of a command, not while an engine is active. active_i[0] is as
//   long high as any other.
// Combinational paths: active_i, wait_i, drain_ready_i to ready_o.
module hb_lockstep #(
  parameter int ENGINES = 2,
  parameter int DRAIN   = 16
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               start_i,
  input  logic               twice_i,
  input  logic               fold_i,
  input  logic               drain_ready_i,
  input  logic [ENGINES-1:0] active_i,
  input  logic [ENGINES-1:0] wait_i,
  output logic               ready_o
);

  localparam int WW = $clog2(2 * ENGINES * DRAIN + 1);
  localparam logic [WW-1:0] FOLD_WORDS = 2;

  logic          twice_q;
  logic          fold_q;
  logic [WW-1:0] wait_q;
  logic [WW-1:0] drain;

  assign ready_o = drain_ready_i && wait_q == '0 && (active_i & ~wait_i) == '0;

  // The cycles of the drain of all rows of a pass.
  always_comb begin
    drain = '0;
    for (int e = 0; e < ENGINES; e++) begin
      if (active_i[e]) drain = drain + (fold_q ? FOLD_WORDS : DRAIN[WW-1:0]);
    end
    if (twice_q) drain = drain << 1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      twice_q <= 1'b0;
      fold_q  <= 1'b0;
      wait_q  <= '0;
    end else begin
      if (start_i) twice_q <= twice_i;
      if (start_i) fold_q <= fold_i;
      if (ready_o && active_i[0]) wait_q <= drain - 1'b1;
      else if (wait_q != '0) wait_q <= wait_q - 1'b1;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    assert (active_i[0] || active_i == '0);
  end
`endif

endmodule
