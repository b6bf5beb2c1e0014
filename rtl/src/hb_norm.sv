// hb_norm: LayerNorm or RMSNorm of rows of the res memory to codes of the act memory.
//
// Integer formula of numerics.md, section 8, exact. A row is read at ELEMENTS elements a cycle into
// one of two buffers while hb_norm_stats sums it up; hb_norm_factors makes the factors of the row,
// a root among them, while the next row is read; then ELEMENTS hb_norm_lane take it from its buffer
// to codes, LANES codes a narrow word. Element k of a row is in word k / LANES at position k mod
// LANES, in res as in act. Positions of the last word beyond the row get the code zero_i. The
// parameter memory holds {B s32, G s16} for each of ELEMENTS elements a word, G in the low bits,
// from word g_base_i on.
//
// Limits: rows from 1; count from 1 to ROW_MAX, a power of two from 8 to 32768, so that n fits 32
// bits; e0 (guard_i) from 1 to 2^48 - 1; elements are the numbers of codes, s16; F at most B - 1
// and at most 15 - ceil(ceil(log2 count) / 2); t from 1 to 62; zero, lo and hi fit ACT_BITS + 1
// bits; 2^15 |G| + |B| < 2^31; g_base_i + S, S below, at most PARAM_DEPTH. LANES and ELEMENTS are
// powers of two, ELEMENTS < LANES < ROW_MAX.
//
// Latency: exact busy cycles are those of NormTiming in the catalogue; the first res address is the
//   cycle after start_i, done_o the cycle of the last act write.
// Throughput: a row every max(S, R) cycles, S = ceil(count / LANES) * LANES / ELEMENTS, R the
//   latency of hb_norm_factors.
// Handshake: start_i only while idle, with the command fields, B 16 with wide_i, else 12. No
//   back-pressure: the sequencer has reserved every port. res_rdata_i comes the cycle after the
//   address and stays while res_re_o is low. act_we_o writes words of a row in ascending order,
//   act_last_o with the last of a row. Parameters are written only while idle.
// Combinational paths: none.
module hb_norm #(
  parameter int LANES       = 4,
  parameter int ACT_BITS    = 4,
  parameter int ELEMENTS    = 2,
  parameter int ROW_MAX     = 128,
  parameter int PARAM_DEPTH = 64,
  parameter int EXPLICIT    = 0
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,
  input  logic                                   start_i,
  input  logic                                   rms_i,
  input  logic                                   wide_i,
  input  logic [3:0]                             fraction_bits_i,
  input  logic [5:0]                             t_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]       zero_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]       lo_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]       hi_i,
  input  logic [47:0]                            guard_i,
  input  logic [15:0]                            rows_i,
  input  logic [15:0]                            count_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          s_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          s_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          o_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          o_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          g_base_i,
  input  logic                                   param_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          param_waddr_i,
  input  logic [48*ELEMENTS-1:0]                 param_wdata_i,
  output logic                                   res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]          res_raddr_o,
  input  logic [LANES*hb_pkg::ELEMENT_WIDTH-1:0] res_rdata_i,
  output logic                                   act_we_o,
  output logic                                   act_last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]          act_waddr_o,
  output logic [LANES*ACT_BITS-1:0]              act_wdata_o,
  output logic                                   done_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int ROW_BITS = $clog2(ROW_MAX);
  localparam int SUM_BITS = EW + ROW_BITS;
  localparam int SQUARE_BITS = 2 * EW - 1 + ROW_BITS;
  // Squares of ROW_MAX elements times ROW_MAX, and e0.
  localparam int VALUE_BITS = 2 * ((ROW_BITS > 9) ? ROW_BITS : 9) + 32;
  localparam int ADDEND_BITS = SUM_BITS + 18;
  localparam int FACTOR_BITS = SUM_BITS + 3;
  // A part is the ELEMENTS elements of a cycle, a word has LANES / ELEMENTS of them.
  localparam int LANE_BITS = $clog2(LANES);
  localparam int SKIP_BITS = $clog2(ELEMENTS);
  localparam int TURN_BITS = LANE_BITS - SKIP_BITS;
  localparam int PART_BITS = ROW_BITS - SKIP_BITS;
  localparam int PW = EW * ELEMENTS;
  localparam int STAGES = 5;
  // Cycles of hb_norm_factors with B = 16.
  localparam int FACTOR_CYCLES = SUM_BITS + (VALUE_BITS - 2) / 8 + 22;

  // The command.
  logic          rms_q;
  logic          wide_q;
  logic [3:0]    fraction_bits_q;
  logic [5:0]    t_q;
  logic [EW-1:0] zero_q;
  logic [EW-1:0] lo_q;
  logic [EW-1:0] hi_q;
  logic [47:0]   guard_q;
  logic [15:0]   count_q;
  logic [AW-1:0] s_stride_q;
  logic [AW-1:0] o_stride_q;
  logic [AW-1:0] g_base_q;

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      rms_q           <= rms_i;
      wide_q          <= wide_i;
      fraction_bits_q <= fraction_bits_i;
      t_q             <= t_i;
      zero_q          <= zero_i;
      lo_q            <= lo_i;
      hi_q            <= hi_i;
      guard_q         <= guard_i;
      count_q         <= count_i;
      s_stride_q      <= s_stride_i;
      o_stride_q      <= o_stride_i;
      g_base_q        <= g_base_i;
    end
  end

  // The last element of a row: its word, and its position there.
  logic [ROW_BITS-1:0]  last_element;
  logic [PART_BITS-1:0] last_part;
  logic [7:0]           last_lane;
  assign last_element = count_q[ROW_BITS-1:0] - {{(ROW_BITS-1){1'b0}}, 1'b1};
  assign last_part = {last_element[ROW_BITS-1:LANE_BITS], {TURN_BITS{1'b1}}};
  assign last_lane = {{(8-LANE_BITS){1'b0}}, last_element[LANE_BITS-1:0]};

  // Read side: from the res memory into a buffer and the sums.
  logic                   running;
  logic                   read_valid;
  logic                   read_first;
  logic                   read_last;
  logic [PART_BITS-1:0]   read_part;
  logic                   read_last_word;
  logic [7:0]             read_lane;
  logic                   read_buffer_q;
  logic [PW-1:0]          part;
  logic [PW-1:0]          present;
  logic [SUM_BITS-1:0]    sum;
  logic [SQUARE_BITS-1:0] squares;
  logic                   summed_q;

  hb_norm_reader #(
    .PART_BITS (PART_BITS),
    .TURN_BITS (TURN_BITS),
    .ROW_CYCLES(FACTOR_CYCLES)
  ) u_reader (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .start_i    (start_i),
    .rows_i     (rows_i),
    .base_i     (s_base_i),
    .stride_i   (s_stride_q),
    .wide_i     (wide_q),
    .last_part_i(last_part),
    .running_o  (running),
    .re_o       (res_re_o),
    .raddr_o    (res_raddr_o),
    .valid_o    (read_valid),
    .first_o    (read_first),
    .last_o     (read_last),
    .part_o     (read_part)
  );

  assign part = res_rdata_i[PW*read_part[TURN_BITS-1:0] +: PW];
  assign read_last_word = read_part[PART_BITS-1:TURN_BITS] == last_part[PART_BITS-1:TURN_BITS];
  assign read_lane = {{(8-TURN_BITS){1'b0}}, read_part[TURN_BITS-1:0]} << SKIP_BITS;
  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_present
    localparam int PLACE = e;
    assign present[EW*e +: EW] = (read_last_word && (read_lane | PLACE[7:0]) > last_lane)
        ? '0
        : part[EW*e +: EW];
  end

  hb_norm_stats #(
    .ELEMENTS    (ELEMENTS),
    .ELEMENT_BITS(EW),
    .SUM_BITS    (SUM_BITS),
    .SQUARE_BITS (SQUARE_BITS),
    .EXPLICIT    (EXPLICIT)
  ) u_stats (
    .clk_i    (clk_i),
    .valid_i  (read_valid),
    .first_i  (read_first),
    .value_i  (present),
    .sum_o    (sum),
    .squares_o(squares)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      summed_q      <= 1'b0;
      read_buffer_q <= 1'b0;
    end else begin
      summed_q <= read_valid && read_last;
      if (start_i) begin
        read_buffer_q <= 1'b0;
      end else if (read_valid && read_last) begin
        read_buffer_q <= !read_buffer_q;
      end
    end
  end

  // The factors of the row whose elements are in stages 0 and 1.
  logic                   factors_done;
  logic [SUM_BITS-1:0]    multiplier;
  logic [ADDEND_BITS-1:0] addend;
  logic [5:0]             shift;
  logic [FACTOR_BITS-1:0] multiplier_q;
  logic [FACTOR_BITS-1:0] triple;
  logic [FACTOR_BITS-1:0] triple_q;
  logic [ADDEND_BITS-1:0] addend_q;
  logic [5:0]             shift_q;
  logic [5:0]             shift_late_q;

  hb_norm_factors #(
    .SUM_BITS   (SUM_BITS),
    .SQUARE_BITS(SQUARE_BITS),
    .VALUE_BITS (VALUE_BITS),
    .ADDEND_BITS(ADDEND_BITS)
  ) u_factors (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .start_i        (summed_q),
    .rms_i          (rms_q),
    .wide_i         (wide_q),
    .fraction_bits_i(fraction_bits_q),
    .count_i        (count_q),
    .guard_i        (guard_q),
    .sum_i          (sum),
    .squares_i      (squares),
    .done_o         (factors_done),
    .multiplier_o   (multiplier),
    .addend_o       (addend),
    .shift_o        (shift)
  );

  if (EXPLICIT != 0) begin : gen_ripple
    hb_ripple_add #(
      .BITS       (FACTOR_BITS),
      .RIPPLE_BITS(FACTOR_BITS)
    ) u_triple (
      .a_i    ({3'd0, multiplier}),
      .b_i    ({2'd0, multiplier, 1'b0}),
      .carry_i(1'b0),
      .sum_o  (triple)
    );
  end else begin : gen_operator
    assign triple = {3'd0, multiplier} + {2'd0, multiplier, 1'b0};
  end

  always_ff @(posedge clk_i) begin
    if (factors_done) begin
      multiplier_q <= {3'd0, multiplier};
      triple_q     <= triple;
      addend_q     <= addend;
      shift_q      <= shift;
    end
    shift_late_q <= shift_q;
  end

  // Write side: from the buffer through the lanes. Bit 0 of the pipelines below is stage 0.
  logic                         writing_q;
  logic                         writing;
  logic [PART_BITS-1:0]         write_part_q;
  logic                         write_buffer_q;
  logic                         write_last;
  logic                         write_last_word;
  logic [STAGES-1:0]            stage_q;
  logic [STAGES-2:0]            last_word_q;
  logic [STAGES-1:0]            last_q;
  logic [AW-1:0]                param_addr_q;
  logic [TURN_BITS-1:0]         turn_q;
  logic [7:0]                   write_lane;
  logic [PW-1:0]                buffered;
  logic [48*ELEMENTS-1:0]       parameters;
  logic [ELEMENTS*ACT_BITS-1:0] codes;

  assign writing = factors_done || writing_q;
  assign write_last = write_part_q == last_part;
  assign write_last_word = write_part_q[PART_BITS-1:TURN_BITS] == last_part[PART_BITS-1:TURN_BITS];

  hb_mem #(
    .WIDTH(PW),
    .DEPTH(2 << PART_BITS)
  ) u_buffer (
    .clk_i  (clk_i),
    .we_i   (read_valid),
    .waddr_i({{(AW-1-PART_BITS){1'b0}}, read_buffer_q, read_part}),
    .wdata_i(part),
    .re_i   (writing),
    .raddr_i({{(AW-1-PART_BITS){1'b0}}, write_buffer_q, write_part_q}),
    .rdata_o(buffered)
  );

  hb_mem #(
    .WIDTH(48 * ELEMENTS),
    .DEPTH(PARAM_DEPTH)
  ) u_param (
    .clk_i  (clk_i),
    .we_i   (param_we_i),
    .waddr_i(param_waddr_i),
    .wdata_i(param_wdata_i),
    .re_i   (stage_q[1]),
    .raddr_i(param_addr_q),
    .rdata_o(parameters)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      writing_q      <= 1'b0;
      write_part_q   <= '0;
      write_buffer_q <= 1'b0;
      stage_q        <= '0;
      turn_q         <= '0;
    end else begin
      writing_q <= writing && !write_last;
      stage_q   <= {stage_q[STAGES-2:0], writing};
      if (start_i) begin
        write_buffer_q <= 1'b0;
      end else if (writing) begin
        write_part_q   <= write_last ? '0 : write_part_q + {{(PART_BITS-1){1'b0}}, 1'b1};
        write_buffer_q <= write_buffer_q ^ write_last;
      end
      if (stage_q[3]) turn_q <= turn_q + {{(TURN_BITS-1){1'b0}}, 1'b1};
    end
  end

  always_ff @(posedge clk_i) begin
    last_word_q <= {last_word_q[STAGES-3:0], write_last_word};
    last_q      <= {last_q[STAGES-2:0], write_last};
    if (start_i) begin
      param_addr_q <= g_base_i;
    end else if (stage_q[1]) begin
      param_addr_q <= last_q[1] ? g_base_q : param_addr_q + 16'd1;
    end
  end

  assign write_lane = {{(8-TURN_BITS){1'b0}}, turn_q} << SKIP_BITS;
  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_lane
    localparam int PLACE = e;
    hb_norm_lane #(
      .ACT_BITS   (ACT_BITS),
      .FACTOR_BITS(FACTOR_BITS),
      .ADDEND_BITS(ADDEND_BITS),
      .EXPLICIT   (EXPLICIT)
    ) u_lane (
      .clk_i       (clk_i),
      .stage_i     (stage_q[2:0]),
      .t_i         (t_q),
      .zero_i      (zero_q),
      .lo_i        (lo_q),
      .hi_i        (hi_q),
      .q_i         (buffered[EW*e +: EW]),
      .multiplier_i(multiplier_q),
      .triple_i    (triple_q),
      .addend_i    (addend_q),
      .shift_i     (shift_late_q),
      .gain_i      (parameters[48*e +: 16]),
      .bias_i      (parameters[48*e+16 +: 32]),
      .absent_i    (last_word_q[3] && (write_lane | PLACE[7:0]) > last_lane),
      .code_o      (codes[ACT_BITS*e +: ACT_BITS])
    );
  end

  // The word is complete with its last part.
  for (genvar w = 0; w < LANES / ELEMENTS; w++) begin : gen_word
    localparam int TURN = w;
    always_ff @(posedge clk_i) begin
      if (stage_q[3] && turn_q == TURN[TURN_BITS-1:0]) begin
        act_wdata_o[ELEMENTS*ACT_BITS*w +: ELEMENTS*ACT_BITS] <= codes;
      end
    end
  end

  logic          word_q;
  logic [AW-1:0] row_addr_q;
  logic [2:0]    pending_q;
  logic [AW-1:0] next_row;
  assign act_we_o = stage_q[4] && word_q;
  assign act_last_o = act_we_o && last_q[4];
  assign next_row = row_addr_q + o_stride_q;
  assign done_o = act_last_o && !running && pending_q == 3'd1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      word_q      <= 1'b0;
      row_addr_q  <= '0;
      act_waddr_o <= '0;
      pending_q   <= '0;
    end else begin
      word_q    <= &turn_q;
      pending_q <= pending_q + {2'b00, read_valid && read_first} - {2'b00, act_last_o};
      if (start_i) begin
        row_addr_q  <= o_base_i;
        act_waddr_o <= o_base_i;
      end else if (act_last_o) begin
        row_addr_q  <= next_row;
        act_waddr_o <= next_row;
      end else if (act_we_o) begin
        act_waddr_o <= act_waddr_o + 16'd1;
      end
    end
  end

endmodule
