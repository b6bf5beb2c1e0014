// hb_requant: bias, multiply, residual, rounding shift, zero point and clamp on ELEMENTS values.
//
// y = clamp(zero + (((v + bias) * mult + m2 * (r - z2) + 2^(shift-1)) >> shift), lo, hi) in 64-bit
// arithmetic, which must not overflow; the m2 term only with residual_enable_i. Element e takes
// record e mod LANES of the par word, or record 0 with broadcast_i. A tag travels with each set of
// values.
//
// Without EXPLICIT the products are `*`, which simulates fast and lets an FPGA take its
// multipliers. With EXPLICIT each element is an hb_requant_lane, a third smaller in gates;
// VALUE_BITS and MULT_BITS are its own, and limit the records where they are not 33 and 31.
//
// Latency: 5 cycles from valid_i to valid_o.
// Throughput: ELEMENTS values a cycle.
// Handshake: valid only, no back-pressure. The operands without a valid (zero_i to z2_i,
//   broadcast_i, residual_enable_i) are constant while values are in flight.
// Combinational paths: none.
module hb_requant #(
  parameter int ELEMENTS   = 8,
  parameter int LANES      = 1,
  parameter int ACC_BITS   = 24,
  parameter int TAG_BITS   = 1,
  parameter int EXPLICIT   = 0,
  parameter int VALUE_BITS = 33,
  parameter int MULT_BITS  = 31
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,
  input  logic                                       broadcast_i,
  input  logic                                       residual_enable_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0]    zero_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0]    lo_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0]    hi_i,
  input  logic [hb_pkg::CMD_M2_WIDTH-1:0]            m2_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0]    z2_i,
  input  logic                                       valid_i,
  input  logic [TAG_BITS-1:0]                        tag_i,
  input  logic [ELEMENTS*ACC_BITS-1:0]               value_i,
  input  logic [LANES*hb_pkg::RECORD_WIDTH-1:0]      par_i,
  input  logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0]  residual_i,
  output logic                                       valid_o,
  output logic [TAG_BITS-1:0]                        tag_o,
  output logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0]  y_o
);

  localparam int STAGES = 5;
  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int RW = hb_pkg::RECORD_WIDTH;

  // Valid bits and tags, one a stage.
  logic [STAGES-1:0]          valid_q;
  logic [STAGES*TAG_BITS-1:0] tag_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else begin
      valid_q <= {valid_q[STAGES-2:0], valid_i};
    end
  end

  always_ff @(posedge clk_i) begin
    tag_q <= {tag_q[(STAGES-1)*TAG_BITS-1:0], tag_i};
  end

  assign valid_o = valid_q[STAGES-1];
  assign tag_o = tag_q[(STAGES-1)*TAG_BITS +: TAG_BITS];

  if (EXPLICIT != 0) begin : gen_explicit

    logic [hb_pkg::CMD_M2_WIDTH+1:0] m2_triple;
    hb_ripple_add #(
      .BITS       (hb_pkg::CMD_M2_WIDTH + 2),
      .RIPPLE_BITS(hb_pkg::CMD_M2_WIDTH + 2)
    ) u_triple (
      .a_i    ({2'b00, m2_i}),
      .b_i    ({1'b0, m2_i, 1'b0}),
      .carry_i(1'b0),
      .sum_o  (m2_triple)
    );

    for (genvar e = 0; e < ELEMENTS; e++) begin : gen_element
      localparam int RECORD = e % LANES;
      // verilator lint_off UNUSEDSIGNAL
      // Reason: a record has bits without a meaning.
      logic [RW-1:0] record;
      // verilator lint_on UNUSEDSIGNAL
      assign record = broadcast_i ? par_i[RW-1:0] : par_i[RECORD*RW +: RW];
      hb_requant_lane #(
        .ACC_BITS  (ACC_BITS),
        .VALUE_BITS(VALUE_BITS),
        .MULT_BITS (MULT_BITS)
      ) u_lane (
        .clk_i            (clk_i),
        .stage_i          ({valid_q[STAGES-2:0], valid_i}),
        .residual_enable_i(residual_enable_i),
        .zero_i           (zero_i),
        .lo_i             (lo_i),
        .hi_i             (hi_i),
        .m2_i             (m2_i),
        .m2_triple_i      (m2_triple),
        .z2_i             (z2_i),
        .value_i          (value_i[e*ACC_BITS +: ACC_BITS]),
        .bias_i           (record[hb_pkg::RECORD_BIAS_LSB +: 32]),
        .mult_i           (record[hb_pkg::RECORD_MULT_LSB +: 31]),
        .shift_i          (record[hb_pkg::RECORD_SHIFT_LSB +: 6]),
        .residual_i       (residual_i[e*EW +: EW]),
        .y_o              (y_o[e*EW +: EW])
      );
    end

  end else begin : gen_product

    // Stage A: v = value + bias, d = residual - z2. Stage B: products. Stage C: total.
    // Stage D: shifted by all but one bit. Stage E: shifted by the last bit and rounded by it,
    // which equals adding 2^(shift-1) in front of the shift, and clamped, the port.
    logic signed [32:0] v_q       [ELEMENTS];
    logic signed [16:0] d_q       [ELEMENTS];
    logic signed [63:0] main_q    [ELEMENTS];
    logic signed [63:0] side_q    [ELEMENTS];
    logic signed [63:0] total_q   [ELEMENTS];
    logic signed [63:0] shifted_q [ELEMENTS];
    logic signed [31:0] mult_a_q  [LANES];
    logic [5:0]         shift_a_q [LANES];
    logic [5:0]         shift_b_q [LANES];
    logic [5:0]         shift_c_q [LANES];
    logic               shift_d_q [LANES];

    /* verilator lint_off BLKSEQ */
    // Reason: blocking assignment, last stage first, keeps the loops over the private arrays fast
    // to simulate. Nothing outside this process reads them; the port y_o is assigned without
    // blocking.
    always_ff @(posedge clk_i) begin : pipeline
      logic signed [63:0] sum;
      logic signed [32:0] value;
      logic signed [32:0] bias;
      logic [5:0]         shift;
      logic signed [63:0] lo;
      logic signed [63:0] hi;
      int unsigned        record;
      if (valid_q[3]) begin
        // Sign extension into signed variables: a comparison with a concatenation is unsigned.
        lo = {{48{lo_i[EW-1]}}, lo_i};
        hi = {{48{hi_i[EW-1]}}, hi_i};
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          sum = shifted_q[e];
          if (shift_d_q[e % LANES]) begin
            sum = sum >>> 1;
            if (shifted_q[e][0]) sum = sum + 64'sd1;
          end
          sum = sum + {{48{zero_i[EW-1]}}, zero_i};
          if (sum < lo) begin
            y_o[e*EW +: EW] <= lo_i;
          end else if (sum > hi) begin
            y_o[e*EW +: EW] <= hi_i;
          end else begin
            y_o[e*EW +: EW] <= sum[EW-1:0];
          end
        end
      end
      if (valid_q[2]) begin
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          shift = shift_c_q[e % LANES];
          shifted_q[e] = total_q[e] >>> (shift - {5'd0, shift != '0});
        end
        for (int unsigned l = 0; l < LANES; l++) begin
          shift_d_q[l] = shift_c_q[l] != '0;
        end
      end
      if (valid_q[1]) begin
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          total_q[e] = main_q[e] + side_q[e];
        end
        for (int unsigned l = 0; l < LANES; l++) begin
          shift_c_q[l] = shift_b_q[l];
        end
      end
      if (valid_q[0]) begin
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          main_q[e] = v_q[e] * mult_a_q[e % LANES];
          side_q[e] = residual_enable_i ? d_q[e] * $signed({1'b0, m2_i}) : 64'sd0;
        end
        for (int unsigned l = 0; l < LANES; l++) begin
          shift_b_q[l] = shift_a_q[l];
        end
      end
      if (valid_i) begin
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          record = broadcast_i ? 0 : e % LANES;
          value = {{(33-ACC_BITS){value_i[e*ACC_BITS+ACC_BITS-1]}},
              value_i[e*ACC_BITS +: ACC_BITS]};
          bias = {par_i[record*RW + hb_pkg::RECORD_BIAS_LSB + 31],
              par_i[record*RW + hb_pkg::RECORD_BIAS_LSB +: 32]};
          v_q[e] = value + bias;
          d_q[e] = $signed(residual_i[e*EW +: EW]) - z2_i;
        end
        for (int unsigned l = 0; l < LANES; l++) begin
          record = broadcast_i ? 0 : l;
          mult_a_q[l] = par_i[record*RW + hb_pkg::RECORD_MULT_LSB +: 32];
          shift_a_q[l] = par_i[record*RW + hb_pkg::RECORD_SHIFT_LSB +: 6];
        end
      end
    end
    /* verilator lint_on BLKSEQ */

  end

endmodule
