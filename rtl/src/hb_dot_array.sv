// hb_dot_array: COLS accumulators, each adding LANES products of 4-bit digits a cycle.
//
// A cycle with en_i adds digit(l) * weight(l, c) over the lanes l to accumulator c, which before is
// cleared (first_i), kept, doubled (shift_i 1) or multiplied by 16 (shift_i 2). Digits are signed
// with digit_signed_i, weights with wgt_signed_i, else both count from 0 to 15. last_i also loads
// the sums into the shadow registers, which drain_i then reads LANES columns at a time while the
// next sums accumulate. Weight (l, c) stands at position l*COLS + c.
//
// wgt_zero_i, always signed, is what weights count from: one more sum, of digit(l) * wgt_zero_i, is
// taken off every value that is drained. The weight of a digit of zero may be undefined.
//
// A cycle with fold_i, which needs FOLD > 1, has digits for each of FOLD groups of COLS / FOLD
// columns in the place of digit_i, which is 0: digit (l, g) at position g*LANES + l of
// fold_digit_i. It is of a product of 2*LANES = COLS / FOLD columns, of which each group has a
// part of k: what is drained is the sum over the groups, in two words.
//
// A cycle with pack_i, which needs PACK, four lanes and FOLD > 1, is one of packed weights. Its
// digits are those of two words of LANES digits, the first two groups of fold_digit_i, digit_i is
// 0; the digit of weight (l, c) is, of word l / 2, the one that index_i has for it at position
// l*COLS + c. Weights count from zero then, wgt_zero_i = 0.
//
// hold_i without last_i puts the new sums aside, all but their highest 7 bits; the next words come
// with first_i. hold_i with last_i: what is drained is made of both sums, by hb_held_sums.
//
// PARTIAL_PRODUCTS = 0 multiplies a digit by four weights at once in fields of a long word, the
// form for Verilator; a simulator with four states would spread an undefined weight over a whole
// word, so it takes 2 in its place, as synthesis does: one product of each by the operator. 1 adds
// single products of bits, the form that is smallest in gates: those of negative weight are added
// inverted, and what this adds too much is the same for all columns. It is taken off what is
// drained with the sum of zeros.
//
// Latency: 1 cycle from the words to accumulators and shadow; 1 cycle from drain_i to drain_o.
// Throughput: COLS*LANES multiply-accumulates and LANES drained values a cycle.
// Handshake: none. fold_i and pack_i are those of all cycles from first_i to last_i. The user
//   drains the shadow before the next last_i; draining the last columns in the cycle of that last_i
//   is allowed and returns the old values. The signs belong to the words.
// Combinational paths: none.
module hb_dot_array #(
  parameter int COLS             = 16,
  parameter int LANES            = 4,
  parameter int ACC_BITS         = 24,
  parameter int PARTIAL_PRODUCTS = 0,
  parameter int FOLD             = 1,
  parameter int PACK             = 0
) (
  input  logic                         clk_i,
  input  logic                         en_i,
  input  logic                         first_i,
  input  logic                         last_i,
  input  logic                         hold_i,
  input  logic [1:0]                   shift_i,
  input  logic                         digit_signed_i,
  input  logic                         wgt_signed_i,
  input  logic [4:0]                   wgt_zero_i,
  input  logic [4*LANES-1:0]           digit_i,
  input  logic                         fold_i,
  input  logic [4*FOLD*LANES-1:0]      fold_digit_i,
  input  logic                         pack_i,
  input  logic [hb_pkg::INDEX_WIDTH*COLS*LANES-1:0] index_i,
  input  logic [4*COLS*LANES-1:0]      wgt_i,
  input  logic                         drain_i,
  input  logic [hb_pkg::COL_WIDTH-1:0] drain_col_i,
  output logic [LANES*ACC_BITS-1:0]    drain_o
);

`ifdef VERILATOR
  localparam int FORM = PARTIAL_PRODUCTS;
`elsif FORMAL
  localparam int FORM = PARTIAL_PRODUCTS;
`else
  localparam int FORM = (PARTIAL_PRODUCTS == 0) ? 2 : PARTIAL_PRODUCTS;
`endif

  // Columns of a group, and words drained of a product that is not folded.
  localparam int FOLD_COLS = COLS / FOLD;
  localparam int DRAIN = COLS / LANES;
  localparam int SECOND = (FOLD > 1) ? LANES : 0;
  localparam int TREE_BITS = $clog2(DRAIN);
  localparam int TREE = 1 << TREE_BITS;

  // The digits of each group, and whether those in the shadow registers are of a folded product.
  logic [4*FOLD*LANES-1:0] spread;
  logic                    fold_shadow_q;
  assign spread = {FOLD{digit_i}} | ((FOLD > 1) ? fold_digit_i : '0);
  if (FOLD > 1) begin : gen_fold
    always_ff @(posedge clk_i) begin
      if (en_i && last_i) fold_shadow_q <= fold_i;
    end
  end else begin : gen_no_fold
    assign fold_shadow_q = (FOLD > 1) && fold_i;
  end

  // Two words of digits of packed weights, the cells of a column that each is for, and the digit
  // that each cell has of them.
  localparam int IW = hb_pkg::INDEX_WIDTH;
  localparam int WORD_CELLS = (LANES + 1) / hb_pkg::PACK_WORDS;
  logic [8*LANES-1:0]      pair;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: the form for simulation looks a digit up where it multiplies.
  logic [4*COLS*LANES-1:0] pack_digit;
  // verilator lint_on UNUSEDSIGNAL
  if (PACK != 0) begin : gen_pair
    assign pair = fold_digit_i[8*LANES-1:0];
  end else begin : gen_no_pair
    assign pair = '0;
  end
  if (PACK != 0 && FORM != 0) begin : gen_pack
    for (genvar i = 0; i < COLS * LANES; i++) begin : gen_cell
      logic [4*LANES-1:0] word;
      assign word = pair[4*LANES*(i/COLS/WORD_CELLS) +: 4*LANES];
      assign pack_digit[4*i +: 4] = word[{28'd0, index_i[IW*i +: IW], 2'd0} +: 4];
    end
  end else begin : gen_no_pack
    assign pack_digit = '0;
  end

  // What was drained: sums, those that were put aside, and whether they belong to them.
  localparam int HELD_BITS = ACC_BITS - hb_pkg::HELD_SHIFT;
  logic [LANES*ACC_BITS-1:0]  sum_q;
  logic [LANES*HELD_BITS-1:0] aside_q;
  logic                       both_shadow_q;
  logic                       both_q;

  always_ff @(posedge clk_i) begin
    if (en_i && last_i) both_shadow_q <= hold_i;
    if (drain_i) both_q <= both_shadow_q;
  end

  hb_held_sums #(
    .LANES    (LANES),
    .SUM_BITS (ACC_BITS),
    .HELD_BITS(HELD_BITS),
    .EXPLICIT (FORM == 1 ? 1 : 0)
  ) u_held (
    .both_i (both_q),
    .held_i (aside_q),
    .sum_i  (sum_q),
    .value_o(drain_o)
  );

  // The sum of the digits times the zero of the weights, whose top bit counts negative; with room
  // for what the second form adds.
  localparam int ZERO_BITS = 10 + $clog2(LANES * FOLD);
  localparam int COUNT_BITS = $clog2(LANES * FOLD);
  localparam int COUNT = 1 << COUNT_BITS;
  localparam int EXCESS = -8 * LANES * FOLD;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: the form for simulation has a product in its place.
  logic [ZERO_BITS-1:0] zeros;
  // verilator lint_on UNUSEDSIGNAL
  if (FORM == 0) begin : gen_no_zeros
    assign zeros = '0;
  end else begin : gen_zeros
    // Digits that count from -8 are added with their top bits turned round, and are too large by 8.
    always_comb begin : zero_column
      logic [COUNT*ZERO_BITS-1:0] totals;
      logic [ZERO_BITS-1:0]       total;
      logic [ZERO_BITS-1:0]       row;
      logic [3:0]                 digit;
      logic                       left;
      logic                       right;
      logic                       carry;
      totals = '0;
      for (int i = 0; i < FOLD * LANES; i++) begin
        digit = '0;
        if (i < LANES) digit = digit_i[4*(i%LANES) +: 4];
        if (FOLD > 1) digit = digit | fold_digit_i[4*i +: 4];
        totals[i*ZERO_BITS +: 4] = {digit[3] ^ digit_signed_i, digit[2:0]};
      end
      // Sums of two, of four and so on, bit by bit.
      for (int s = 0; s < COUNT_BITS; s++) begin
        for (int i = 0; i < COUNT / 2; i++) begin
          if (i < COUNT >> (s + 1)) begin
            carry = 1'b0;
            for (int n = 0; n < ZERO_BITS; n++) begin
              left = totals[(i<<(s+1))*ZERO_BITS+n];
              right = totals[((i<<(s+1))+(1<<s))*ZERO_BITS+n];
              {carry, total[n]} = {(left ^ right) ? carry : left, left ^ right ^ carry};
            end
            totals[(i<<(s+1))*ZERO_BITS +: ZERO_BITS] = total;
          end
        end
      end
      row = digit_signed_i ? EXCESS[ZERO_BITS-1:0] : '0;
      carry = 1'b0;
      for (int n = 0; n < ZERO_BITS; n++) begin
        {carry, total[n]} = {(totals[n] ^ row[n]) ? carry : totals[n], totals[n] ^ row[n] ^ carry};
      end
      zeros = '0;
      for (int b = 0; b < 5; b++) begin
        row = wgt_zero_i[b] ? total << b : '0;
        if (b == 4) row = ~row;
        carry = (b == 4);
        for (int i = 0; i < ZERO_BITS; i++) begin
          {carry, zeros[i]} = {(zeros[i] ^ row[i]) ? carry : zeros[i], zeros[i] ^ row[i] ^ carry};
        end
      end
    end
  end

  if (FORM == 0) begin : gen_packed

    // Column 16 g + 4 f + i of a lane stands in field f of 16 bits of its word g shifted by 4 i. In
    // a field weights count from 0 to 15, signed ones from 8 less, and a sum of products has OFFSET
    // added, so that it stays positive. Sums have all 32 bits: the lowest ACC_BITS are right.
    localparam int GROUPS = (COLS + 15) / 16;
    localparam int OFFSET = 128 * LANES;
    localparam logic [15:0] FIELD_OFFSET = OFFSET[15:0];

    int acc_q    [COLS];
    int shadow_q [COLS];
    int zero_q;
    int zero_shadow_q;
    int held_q        [COLS];
    int held_shadow_q [COLS];
    int held_zero_q;
    int held_zero_shadow_q;

    logic [64*GROUPS*LANES-1:0] padded;
    for (genvar l = 0; l < LANES; l++) begin : gen_lane
      if (COLS % 16 == 0) begin : gen_whole
        assign padded[64*GROUPS*l +: 64*GROUPS] = wgt_i[4*COLS*l +: 4*COLS];
      end else begin : gen_pad
        assign padded[64*GROUPS*l +: 64*GROUPS] =
            {{(64*GROUPS-4*COLS){1'b0}}, wgt_i[4*COLS*l +: 4*COLS]};
      end
    end

    /* verilator lint_off BLKSEQ */
    // Reason: blocking assignment keeps the loops over the private arrays fast to simulate. Nothing
    // outside this process reads them; sum_q and aside_q are assigned without blocking.
    always_ff @(posedge clk_i) begin : array
      logic [63:0] digit [LANES];
      logic [63:0] mask  [LANES];
      logic [63:0] flip;
      logic [63:0] fields;
      int          kept;
      int          total;
      int          excess;
      int          by;
      int          number;
      int          sum;
      logic [3:0]  bits;
      if (drain_i && fold_shadow_q) begin
        for (int unsigned l = 0; l < LANES; l++) begin
          total = -zero_shadow_q;
          for (int unsigned g = 0; g < FOLD; g++) begin
            total = total + (drain_col_i[0] ? shadow_q[g*FOLD_COLS+SECOND+l]
                                            : shadow_q[g*FOLD_COLS+l]);
          end
          sum_q[l*ACC_BITS +: ACC_BITS] <= total[ACC_BITS-1:0];
        end
      end else if (drain_i) begin
        for (int unsigned j = 0; j < DRAIN; j++) begin
          // Constant indices: a variable one would select among all registers.
          if ({24'd0, drain_col_i} == j) begin
            for (int unsigned l = 0; l < LANES; l++) begin
              total = shadow_q[j*LANES+l] - zero_shadow_q;
              sum_q[l*ACC_BITS +: ACC_BITS] <= total[ACC_BITS-1:0];
              if (both_shadow_q) begin
                total = held_shadow_q[j*LANES+l] - held_zero_shadow_q;
                aside_q[l*HELD_BITS +: HELD_BITS] <= total[HELD_BITS-1:0];
              end
            end
          end
        end
      end
      if (en_i) begin
        kept = first_i ? 0 : -1;
        by = shift_i[1] ? 4 : {31'd0, shift_i[0]};
        total = 0;
        for (int unsigned l = 0; l < LANES; l++) begin
          digit[l] = {{60{digit_signed_i & digit_i[4*l+3]}}, digit_i[4*l +: 4]};
          mask[l] = digit_i[4*l +: 4] != '0 ? 64'h000f_000f_000f_000f : 64'd0;
          total = total + digit[l][31:0];
        end
        if ((FOLD > 1) && fold_i) begin
          for (int unsigned i = 0; i < FOLD * LANES; i++) begin
            total = total + {{28{digit_signed_i & fold_digit_i[4*i+3]}}, fold_digit_i[4*i +: 4]};
          end
        end
        zero_q = ((zero_q & kept) << by) + total * {{27{wgt_zero_i[4]}}, wgt_zero_i};
      end
      if (en_i && (FOLD > 1) && fold_i) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          sum = (acc_q[c] & kept) << by;
          for (int unsigned l = 0; l < LANES; l++) begin
            number = {{28{digit_signed_i & spread[4*(c/FOLD_COLS*LANES+l)+3]}},
                      spread[4*(c/FOLD_COLS*LANES+l) +: 4]};
            if (number != 0) begin
              sum = sum + number * {{28{wgt_signed_i & wgt_i[4*(l*COLS+c)+3]}},
                                    wgt_i[4*(l*COLS+c) +: 4]};
            end
          end
          acc_q[c] = sum;
        end
      end else if (en_i && (PACK != 0) && pack_i) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          sum = (acc_q[c] & kept) << by;
          for (int unsigned l = 0; l < LANES; l++) begin
            bits = pair[4*LANES*(l/WORD_CELLS)+{28'd0, index_i[IW*(l*COLS+c) +: IW], 2'd0} +: 4];
            number = {{28{digit_signed_i & bits[3]}}, bits};
            if (number != 0) begin
              sum = sum + number * {{28{wgt_signed_i & wgt_i[4*(l*COLS+c)+3]}},
                                    wgt_i[4*(l*COLS+c) +: 4]};
            end
          end
          acc_q[c] = sum;
        end
      end else if (en_i) begin
        flip = wgt_signed_i ? 64'h0008_0008_0008_0008 : 64'd0;
        excess = OFFSET + (wgt_signed_i ? total << 3 : 0);
        for (int unsigned g = 0; g < GROUPS; g++) begin
          for (int unsigned i = 0; i < 4; i++) begin
            fields = {4{FIELD_OFFSET}};
            for (int unsigned l = 0; l < LANES; l++) begin
              fields = fields
                  + digit[l] * (((padded[64*(l*GROUPS+g) +: 64] >> (4 * i)) ^ flip) & mask[l]);
            end
            for (int unsigned f = 0; f < 4; f++) begin
              if (16 * g + 4 * f + i < COLS) begin
                acc_q[16*g+4*f+i] = ((acc_q[16*g+4*f+i] & kept) << by)
                    + {16'd0, fields[16*f +: 16]} - excess;
              end
            end
          end
        end
      end
      if (en_i && last_i) begin
        zero_shadow_q = zero_q;
        for (int unsigned c = 0; c < COLS; c++) shadow_q[c] = acc_q[c];
      end
      if (en_i && hold_i) begin
        if (last_i) begin
          held_zero_shadow_q = held_zero_q;
          for (int unsigned c = 0; c < COLS; c++) held_shadow_q[c] = held_q[c];
        end else begin
          held_zero_q = zero_q;
          for (int unsigned c = 0; c < COLS; c++) held_q[c] = acc_q[c];
        end
      end
    end
    /* verilator lint_on BLKSEQ */

  end

  if (FORM == 2) begin : gen_operator

    logic signed [ACC_BITS-1:0] acc_q    [COLS];
    logic signed [ACC_BITS-1:0] shadow_q [COLS];
    logic signed [ACC_BITS-1:0] zero_q;
    logic signed [ACC_BITS-1:0] zero_shadow_q;
    logic [HELD_BITS-1:0]       held_q        [COLS];
    logic [HELD_BITS-1:0]       held_shadow_q [COLS];
    logic [HELD_BITS-1:0]       held_zero_q;
    logic [HELD_BITS-1:0]       held_zero_shadow_q;

    /* verilator lint_off BLKSEQ */
    // Reason: blocking assignment keeps the loops over the private arrays fast to simulate. Nothing
    // outside this process reads them; sum_q and aside_q are assigned without blocking.
    always_ff @(posedge clk_i) begin : array
      logic [3:0]                 digit;
      logic signed [4:0]          number;
      logic [3:0]                 used;
      logic signed [4:0]          wgt;
      logic signed [9:0]          product;
      logic signed [ACC_BITS-1:0] sum;
      if (drain_i && !fold_shadow_q) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          // Constant indices: a variable one would select among all registers.
          if ({24'd0, drain_col_i} == c / LANES) begin
            sum_q[(c%LANES)*ACC_BITS +: ACC_BITS] <= shadow_q[c] - zero_shadow_q;
            aside_q[(c%LANES)*HELD_BITS +: HELD_BITS] <= held_shadow_q[c] - held_zero_shadow_q;
          end
        end
      end
      if (drain_i && (FOLD > 1) && fold_shadow_q) begin
        for (int unsigned l = 0; l < LANES; l++) begin
          sum = -zero_shadow_q;
          for (int unsigned g = 0; g < FOLD; g++) begin
            sum = sum + (drain_col_i[0] ? shadow_q[g*FOLD_COLS+SECOND+l]
                                        : shadow_q[g*FOLD_COLS+l]);
          end
          sum_q[l*ACC_BITS +: ACC_BITS] <= sum;
        end
      end
      if (en_i) begin
        sum = first_i ? '0 : shift_i[1] ? zero_q << 4 : zero_q << shift_i[0];
        sum = sum + {{(ACC_BITS-ZERO_BITS){zeros[ZERO_BITS-1]}}, zeros};
        zero_q = sum;
        if (last_i) zero_shadow_q = sum;
        if (last_i) held_zero_shadow_q = held_zero_q;
        else if (hold_i) held_zero_q = sum[HELD_BITS-1:0];
        for (int unsigned c = 0; c < COLS; c++) begin
          sum = first_i ? '0 : shift_i[1] ? acc_q[c] << 4 : acc_q[c] << shift_i[0];
          for (int unsigned l = 0; l < LANES; l++) begin
            digit = ((PACK != 0) && pack_i) ? pack_digit[4*(l*COLS+c) +: 4]
                                            : spread[4*(c/FOLD_COLS*LANES+l) +: 4];
            number = {digit_signed_i & digit[3], digit};
            used = wgt_i[4*(l*COLS+c) +: 4] & {4{digit != '0}};
            wgt = {wgt_signed_i & used[3], used};
            product = number * wgt;
            sum = sum + {{(ACC_BITS-10){product[9]}}, product};
          end
          acc_q[c] = sum;
          if (last_i) shadow_q[c] = sum;
          if (last_i) held_shadow_q[c] = held_q[c];
          else if (hold_i) held_q[c] = sum[HELD_BITS-1:0];
        end
      end
    end
    /* verilator lint_on BLKSEQ */

  end

  if (FORM == 1) begin : gen_partial

    // Sums of the columns, too large by corr, which is that of the inverted bits in all lanes:
    // 8 + 16 + 32 for each signed operand, 64 where one of the two is signed.
    localparam int MIXED_EXCESS = LANES * 120;
    localparam int SIGNED_EXCESS = LANES * 112;

    // Carries into the places of a column, half of the bits of the place below: LANES, 2 LANES and
    // so on of the products, and its carries. From the eighth on there are only carries.
    localparam int CARRY_1 = (LANES + 1) / 2;
    localparam int CARRY_2 = (2*LANES + CARRY_1 + 1) / 2;
    localparam int CARRY_3 = (3*LANES + CARRY_2 + 1) / 2;
    localparam int CARRY_4 = (4*LANES + CARRY_3 + 1) / 2;
    localparam int CARRY_5 = (3*LANES + CARRY_4 + 1) / 2;
    localparam int CARRY_6 = (2*LANES + CARRY_5 + 1) / 2;
    localparam int CARRY_7 = (LANES + CARRY_6 + 1) / 2;
    localparam logic [63:0] CARRIES = {CARRY_7[7:0], CARRY_6[7:0], CARRY_5[7:0], CARRY_4[7:0],
        CARRY_3[7:0], CARRY_2[7:0], CARRY_1[7:0], 8'd0};

    logic [COLS*ACC_BITS-1:0] acc_q;
    logic [COLS*ACC_BITS-1:0] shadow_q;
    logic [ACC_BITS-1:0]      corr_q;
    logic [ACC_BITS-1:0]      corr_shadow_q;
    logic [COLS*HELD_BITS-1:0] held_q;
    logic [COLS*HELD_BITS-1:0] held_shadow_q;
    logic [HELD_BITS-1:0]     held_corr_q;
    logic [HELD_BITS-1:0]     held_corr_shadow_q;
    logic                     hold;
    logic [ACC_BITS-1:0]      corr_old;
    logic [ACC_BITS-1:0]      corr;
    logic [ZERO_BITS-1:0]     excess;
    logic [4*FOLD*LANES-1:0]  zero;
    // verilator lint_off UNUSEDSIGNAL
    // Reason: with PACK each cell has its own.
    logic [4*FOLD*LANES-1:0]  one;
    logic [4*FOLD*LANES-1:0]  top_one;
    // verilator lint_on UNUSEDSIGNAL
    logic [4*FOLD*LANES-1:0]  top_zero;
    logic                     mixed;

    assign hold = en_i && hold_i && !last_i;
    assign mixed = digit_signed_i ^ wgt_signed_i;
    assign corr_old = first_i ? '0 : shift_i[1] ? corr_q << 4 : corr_q << shift_i[0];
    assign excess = mixed ? MIXED_EXCESS[ZERO_BITS-1:0] :
        (digit_signed_i & wgt_signed_i) ? SIGNED_EXCESS[ZERO_BITS-1:0] : '0;

    always_comb begin : correction
      logic [ZERO_BITS-1:0] part;
      logic [ACC_BITS-1:0]  whole;
      logic                 carry;
      part = (((FOLD > 1) && fold_i) ? excess << $clog2(FOLD) : excess) + zeros;
      whole = {{(ACC_BITS-ZERO_BITS){part[ZERO_BITS-1]}}, part};
      carry = 1'b0;
      for (int i = 0; i < ACC_BITS; i++) begin
        corr[i] = corr_old[i] ^ whole[i] ^ carry;
        carry = (corr_old[i] ^ whole[i]) ? carry : corr_old[i];
      end
    end

    // What a weight bit of one and of zero adds, for the lower bits and for the top bit.
    for (genvar l = 0; l < FOLD * LANES; l++) begin : gen_lane
      logic [3:0] digit;
      assign digit = spread[4*l +: 4];
      assign one[4*l +: 4] = {digit[3] ^ digit_signed_i, digit[2:0]};
      assign zero[4*l +: 4] = {digit_signed_i, 3'b000};
      assign top_one[4*l +: 4] = {digit[3] ^ mixed, digit[2:0] ^ {3{wgt_signed_i}}};
      assign top_zero[4*l +: 4] = {mixed, {3{wgt_signed_i}}};
    end

    for (genvar c = 0; c < COLS; c++) begin : gen_column
      localparam int FIRST = c / FOLD_COLS * LANES;
      logic [ACC_BITS-1:0] old;
      logic [ACC_BITS-1:0] sum;
      logic [4*LANES-1:0]  cell_one;
      logic [4*LANES-1:0]  cell_top_one;
      if (PACK != 0) begin : gen_packed_cells
        for (genvar l = 0; l < LANES; l++) begin : gen_cell
          logic [3:0] digit;
          assign digit = pack_i ? pack_digit[4*(l*COLS+c) +: 4] : spread[4*(FIRST+l) +: 4];
          assign cell_one[4*l +: 4] = {digit[3] ^ digit_signed_i, digit[2:0]};
          assign cell_top_one[4*l +: 4] = {mixed ^ digit[3], {3{wgt_signed_i}} ^ digit[2:0]};
        end
      end else begin : gen_cells
        assign cell_one = one[4*FIRST +: 4*LANES];
        assign cell_top_one = top_one[4*FIRST +: 4*LANES];
      end
      assign old = first_i ? '0 : shift_i[1] ? acc_q[c*ACC_BITS +: ACC_BITS] << 4
                                             : acc_q[c*ACC_BITS +: ACC_BITS] << shift_i[0];
      // All bits of a place are added before the next place: those of the products, the carries of
      // the place below, and the sum so far. A full adder, two exclusive ors and a selection of the
      // carry, takes two of them at a time; a half adder the last one of an odd number.
      for (genvar i = 0; i < ACC_BITS; i++) begin : gen_place
        localparam int PRODUCTS = (i < 4) ? LANES * (i + 1) : (i < 7) ? LANES * (7 - i) : 0;
        localparam int HALVED = (i < 8) ? 0 : i - 7;
        localparam int BITS = (i < 8) ? PRODUCTS + {24'd0, CARRIES[8*(i%8) +: 8]}
                                      : (CARRY_7 + (1 << HALVED) - 1) >> HALVED;
        localparam int LOWEST = (i < 4) ? 0 : i - 3;
        logic [BITS-1:0]       added;
        // verilator lint_off UNUSEDSIGNAL
        // Reason: sums are modulo 2^ACC_BITS, the highest place has no carries.
        logic [(BITS+1)/2-1:0] carry;
        // verilator lint_on UNUSEDSIGNAL
        for (genvar n = 0; n < PRODUCTS; n++) begin : gen_product
          localparam int B = LOWEST + n / LANES;
          localparam int L = n % LANES;
          if (B == 3) begin : gen_top
            assign added[n] = wgt_i[4*(L*COLS+c)+B] ? cell_top_one[4*L+i-B]
                                                    : top_zero[4*(FIRST+L)+i-B];
          end else begin : gen_low
            assign added[n] = wgt_i[4*(L*COLS+c)+B] ? cell_one[4*L+i-B] : zero[4*(FIRST+L)+i-B];
          end
        end
        if (i > 0) begin : gen_carries
          assign added[BITS-1:PRODUCTS] = gen_place[i-1].carry;
        end
        for (genvar n = 0; n < BITS / 2; n++) begin : gen_full
          logic so_far;
          logic half;
          logic after;
          if (n == 0) begin : gen_old
            assign so_far = old[i];
          end else begin : gen_before
            assign so_far = gen_full[n-1].after;
          end
          assign half = added[2*n] ^ added[2*n+1];
          assign carry[n] = half ? so_far : added[2*n];
          assign after = half ^ so_far;
        end
        logic left;
        if (BITS < 2) begin : gen_alone
          assign left = old[i];
        end else begin : gen_left
          assign left = gen_full[BITS/2-1].after;
        end
        if (BITS % 2 != 0) begin : gen_half
          assign carry[BITS/2] = left & added[BITS-1];
          assign sum[i] = left ^ added[BITS-1];
        end else begin : gen_whole
          assign sum[i] = left;
        end
      end
      always_ff @(posedge clk_i) begin
        if (en_i) acc_q[c*ACC_BITS +: ACC_BITS] <= sum;
        if (en_i && last_i) shadow_q[c*ACC_BITS +: ACC_BITS] <= sum;
        if (hold) held_q[c*HELD_BITS +: HELD_BITS] <= sum[HELD_BITS-1:0];
      end
    end

    always_ff @(posedge clk_i) begin
      if (en_i) corr_q <= corr;
      if (en_i && last_i) corr_shadow_q <= corr;
      if (hold) held_corr_q <= corr[HELD_BITS-1:0];
      if (en_i && last_i) held_shadow_q <= held_q;
      if (en_i && last_i) held_corr_shadow_q <= held_corr_q;
    end

    // A word of the drain is chosen in a tree. Its first choice leaves one word of each group;
    // those of a folded product are added, bit by bit as above.
    for (genvar l = 0; l < LANES; l++) begin : gen_drain
      logic [ACC_BITS-1:0]  value;
      logic [HELD_BITS-1:0] aside;
      always_comb begin : choice
        logic [TREE*ACC_BITS-1:0]  words;
        logic [TREE*HELD_BITS-1:0] asides;
        logic [ACC_BITS-1:0]       folded;
        logic                      carry;
        words = '0;
        asides = '0;
        for (int j = 0; j < DRAIN; j++) begin
          words[j*ACC_BITS +: ACC_BITS] = shadow_q[(j*LANES+l)*ACC_BITS +: ACC_BITS];
          asides[j*HELD_BITS +: HELD_BITS] = held_shadow_q[(j*LANES+l)*HELD_BITS +: HELD_BITS];
        end
        folded = '0;
        for (int s = 0; s < TREE_BITS; s++) begin
          for (int j = 0; j < TREE / 2; j++) begin
            if (j < TREE >> (s + 1)) begin
              words[j*ACC_BITS +: ACC_BITS] = drain_col_i[s]
                  ? words[(2*j+1)*ACC_BITS +: ACC_BITS] : words[2*j*ACC_BITS +: ACC_BITS];
              asides[j*HELD_BITS +: HELD_BITS] = drain_col_i[s]
                  ? asides[(2*j+1)*HELD_BITS +: HELD_BITS] : asides[2*j*HELD_BITS +: HELD_BITS];
            end
          end
          if (s == 0 && FOLD > 1) begin
            for (int g = 0; g < FOLD; g++) begin
              carry = 1'b0;
              for (int i = 0; i < ACC_BITS; i++) begin
                {carry, folded[i]} = {(folded[i] ^ words[g*ACC_BITS+i]) ? carry : folded[i],
                                      folded[i] ^ words[g*ACC_BITS+i] ^ carry};
              end
            end
          end
        end
        value = fold_shadow_q ? folded : words[ACC_BITS-1:0];
        aside = asides[HELD_BITS-1:0];
      end
      logic [ACC_BITS-1:0]  left_value;
      logic [HELD_BITS-1:0] left_aside;
      hb_ripple_add #(
        .BITS       (ACC_BITS),
        .RIPPLE_BITS(ACC_BITS)
      ) u_value (
        .a_i    (value),
        .b_i    (~corr_shadow_q),
        .carry_i(1'b1),
        .sum_o  (left_value)
      );
      hb_ripple_add #(
        .BITS       (HELD_BITS),
        .RIPPLE_BITS(HELD_BITS)
      ) u_aside (
        .a_i    (aside),
        .b_i    (~held_corr_shadow_q),
        .carry_i(1'b1),
        .sum_o  (left_aside)
      );
      always_ff @(posedge clk_i) begin
        if (drain_i) sum_q[l*ACC_BITS +: ACC_BITS] <= left_value;
        if (drain_i) aside_q[l*HELD_BITS +: HELD_BITS] <= left_aside;
      end
    end

  end

endmodule
