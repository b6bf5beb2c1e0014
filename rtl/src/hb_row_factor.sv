// hb_row_factor: turns the factor of a softmax row into shift and multiplier of a requantizer.
//
// factor_i is {e, R} as hb_reciprocal makes it, factor_o is {e + offset modulo 64, (R * scale) >>
// cut}. One bit of R a cycle, the lowest first: the scale is added to a sum that moves down by a
// bit. A tag travels with the factor. configure_i takes scale, cut (1 to 16) and offset; they hold
// until the next one.
//
// Latency: valid_o 16 cycles behind start_i.
// Throughput: one factor every 16 cycles.
// Handshake: valid only. start_i at least 16 cycles behind the one before it; configure_i only
//   while nothing is in flight.
// Combinational paths: none.
module hb_row_factor #(
  parameter int TAG_BITS = 1
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    configure_i,
  input  logic [hb_pkg::CMD_F_MULTIPLIER_WIDTH-1:0] scale_i,
  input  logic [hb_pkg::CMD_F_SHIFT_WIDTH-1:0]    cut_i,
  input  logic [hb_pkg::ROW_SHIFT_WIDTH-1:0]      offset_i,
  input  logic                                    start_i,
  input  logic [TAG_BITS-1:0]                     tag_i,
  input  logic [hb_pkg::ROW_FACTOR_WIDTH-1:0]     factor_i,
  output logic                                    valid_o,
  output logic [TAG_BITS-1:0]                     tag_o,
  output logic [hb_pkg::FACTOR_WIDTH-1:0]         factor_o
);

  localparam int SW = hb_pkg::CMD_F_MULTIPLIER_WIDTH;
  localparam int EW = hb_pkg::ROW_SHIFT_WIDTH;
  localparam int RW = hb_pkg::ROW_FACTOR_WIDTH - EW;
  localparam int PW = RW + SW;
  localparam int MW = hb_pkg::FACTOR_MULT_WIDTH;

  // Steps left; the sum, above the bits of R left.
  logic [SW-1:0]                        scale_q;
  logic [hb_pkg::CMD_F_SHIFT_WIDTH-1:0] cut_q;
  logic [EW-1:0]                        offset_q;
  logic [3:0]                           left_q;
  logic [EW-1:0]                        shift_q;
  logic [PW-1:0]                        product_q;
  logic [PW-1:0]                        current;
  logic [SW:0]                          sum;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: at least one bit is cut.
  logic [PW-1:0]                        multiplier;
  // verilator lint_on UNUSEDSIGNAL

  assign current = start_i ? {{SW{1'b0}}, factor_i[RW-1:0]} : product_q;
  assign sum = {1'b0, current[RW +: SW]} + (current[0] ? {1'b0, scale_q} : '0);
  assign multiplier = product_q >> cut_q;
  assign factor_o = {shift_q, multiplier[MW-1:0]};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q  <= '0;
      valid_o <= 1'b0;
    end else begin
      if (start_i) left_q <= 4'd15;
      else if (left_q != '0) left_q <= left_q - 4'd1;
      valid_o <= left_q == 4'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (configure_i) begin
      scale_q  <= scale_i;
      cut_q    <= cut_i;
      offset_q <= offset_i;
    end
    if (start_i) begin
      tag_o   <= tag_i;
      shift_q <= factor_i[RW +: EW] + offset_q;
    end
    if (start_i || left_q != '0) product_q <= {sum, current[RW-1:1]};
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (start_i) assert (left_q == '0);
  end
`endif

endmodule
