// hb_reciprocal: the 16-bit reciprocal of a normalized number, a quotient bit a cycle.
//
// For x with its highest one at index_i, and normal_i that x shifted until the one is on top,
// factor_o is {index, R} with 1 / x ~ R / 2^(16 + index): R = floor((2^47 - 1) / n), n = normal_i
// extended below to 32 bits with zeros. Long division: all bits of the dividend are ones, the first
// remainder is the complement of the divisor, the first quotient bit a one that marks the end when
// it has reached the top.
//
// Latency: valid_o 16 cycles behind start_i.
// Throughput: one number every 16 cycles.
// Handshake: valid only. start_i at least 16 cycles behind the one before it.
// Combinational paths: none.
module hb_reciprocal #(
  parameter int WIDTH = 26
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [hb_pkg::ROW_SHIFT_WIDTH-1:0]  index_i,
  input  logic [WIDTH-1:0]                    normal_i,
  output logic                                valid_o,
  output logic [hb_pkg::ROW_FACTOR_WIDTH-1:0] factor_o
);

  localparam int QW = hb_pkg::ROW_FACTOR_WIDTH - hb_pkg::ROW_SHIFT_WIDTH;
  localparam int EW = hb_pkg::ROW_SHIFT_WIDTH;

  logic             busy_q;
  logic [EW-1:0]    index_q;
  logic [WIDTH-1:0] divisor_q;
  logic [WIDTH-1:0] remainder_q;
  logic [QW-1:0]    quotient_q;
  logic [WIDTH:0]   dividend;
  logic [WIDTH+1:0] difference;
  logic             fits;

  assign dividend = {remainder_q, 1'b1};
  assign difference = {1'b0, dividend} - {2'b0, divisor_q};
  assign fits = !difference[WIDTH+1];
  assign factor_o = {index_q, quotient_q};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      valid_o <= 1'b0;
    end else begin
      busy_q  <= start_i || (busy_q && !quotient_q[QW-2]);
      valid_o <= busy_q && quotient_q[QW-2];
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      index_q     <= index_i;
      divisor_q   <= normal_i;
      remainder_q <= ~normal_i;
      quotient_q  <= {{(QW-1){1'b0}}, 1'b1};
    end else if (busy_q) begin
      remainder_q <= fits ? difference[WIDTH-1:0] : dividend[WIDTH-1:0];
      quotient_q  <= {quotient_q[QW-2:0], fits};
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (start_i) assert (normal_i[WIDTH-1] && !busy_q);
  end
`endif

endmodule
