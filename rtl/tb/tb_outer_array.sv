// tb_outer_array: a plain outer-product array to compare with: ROWS x COLS cells, each adding the
// product of its row's code and its column's weight, both signed 4-bit numbers, to a sum of its own.
//
// A cycle with en_i adds a product to every sum, with first_i to init_i instead of the sum; last_i
// also copies all sums to shadow registers, of which drain_i reads the row drain_row_i. A cell adds
// 112 more than its product, which saves the signs of partial products: init_i is -112 a product.
//
// PARTIAL_PRODUCTS = 0 multiplies by the operator, the form for simulation. 1 adds single products
// of bits and spells out the carries, the form for synthesis, as hb_dot_array has it.
//
// Latency: 1 cycle from the words to sums and shadow, 1 cycle from drain_i to drain_o.
// Throughput: ROWS*COLS multiply-accumulates and COLS drained sums a cycle.
// Handshake: none. All rows are drained before the next last_i, or in its cycle.
// Combinational paths: none.
module tb_outer_array #(
  parameter int ROWS             = 16,
  parameter int COLS             = 16,
  parameter int ACC_BITS         = 24,
  parameter int PARTIAL_PRODUCTS = 0
) (
  input  logic                     clk_i,
  input  logic                     en_i,
  input  logic                     first_i,
  input  logic                     last_i,
  input  logic [ACC_BITS-1:0]      init_i,
  input  logic [4*ROWS-1:0]        act_i,
  input  logic [4*COLS-1:0]        wgt_i,
  input  logic                     drain_i,
  input  logic [7:0]               drain_row_i,
  output logic [COLS*ACC_BITS-1:0] drain_o
);

  if (PARTIAL_PRODUCTS == 0) begin : gen_operator

    logic [ACC_BITS-1:0] acc_q    [ROWS*COLS];
    logic [ACC_BITS-1:0] shadow_q [ROWS*COLS];

    /* verilator lint_off BLKSEQ */
    // Reason: loops over private arrays simulate faster with blocking assignment.
    always_ff @(posedge clk_i) begin : array
      logic signed [3:0]   act;
      logic signed [3:0]   wgt;
      logic signed [7:0]   product;
      logic [ACC_BITS-1:0] sum;
      if (drain_i) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          drain_o[c*ACC_BITS +: ACC_BITS] <= shadow_q[{24'd0, drain_row_i} * COLS + c];
        end
      end
      if (en_i) begin
        for (int unsigned r = 0; r < ROWS; r++) begin
          act = act_i[4*r +: 4];
          for (int unsigned c = 0; c < COLS; c++) begin
            wgt = wgt_i[4*c +: 4];
            product = act * wgt;
            sum = first_i ? init_i : acc_q[r*COLS+c];
            sum = sum + {{(ACC_BITS-8){product[7]}}, product} + 112;
            acc_q[r*COLS+c] = sum;
            if (last_i) shadow_q[r*COLS+c] = sum;
          end
        end
      end
    end
    /* verilator lint_on BLKSEQ */

  end else begin : gen_partial

    logic [ROWS*COLS*ACC_BITS-1:0] shadow;

    for (genvar r = 0; r < ROWS; r++) begin : gen_row
      for (genvar c = 0; c < COLS; c++) begin : gen_column
        logic [ACC_BITS-1:0] acc_q;
        logic [ACC_BITS-1:0] shadow_q;
        logic [ACC_BITS-1:0] sum;
        // Rows of single products, those of one sign bit inverted; then the sum so far.
        always_comb begin : products
          logic [3:0]          act;
          logic [3:0]          wgt;
          logic [7:0]          left;
          logic [7:0]          right;
          logic [ACC_BITS-1:0] old;
          logic [ACC_BITS-1:0] whole;
          logic                carry;
          act = act_i[4*r +: 4];
          wgt = wgt_i[4*c +: 4];
          left = '0;
          for (int b = 0; b < 4; b++) begin
            right = '0;
            for (int i = 0; i < 4; i++) begin
              right[b+i] = (act[i] & wgt[b]) ^ ((i == 3) != (b == 3));
            end
            carry = 1'b0;
            for (int i = 0; i < 8; i++) begin
              {carry, left[i]} = {(left[i] ^ right[i]) ? carry : left[i],
                                  left[i] ^ right[i] ^ carry};
            end
          end
          old = first_i ? init_i : acc_q;
          whole = {{(ACC_BITS-8){1'b0}}, left};
          carry = 1'b0;
          for (int i = 0; i < ACC_BITS; i++) begin
            sum[i] = old[i] ^ whole[i] ^ carry;
            carry = (old[i] ^ whole[i]) ? carry : old[i];
          end
        end
        always_ff @(posedge clk_i) begin
          if (en_i) acc_q <= sum;
          if (en_i && last_i) shadow_q <= sum;
        end
        assign shadow[(r*COLS+c)*ACC_BITS +: ACC_BITS] = shadow_q;
      end
    end

    logic [COLS*ACC_BITS-1:0] value;
    always_comb begin
      value = '0;
      for (int unsigned r = 0; r < ROWS; r++) begin
        if ({24'd0, drain_row_i} == r) value = shadow[r*COLS*ACC_BITS +: COLS*ACC_BITS];
      end
    end
    always_ff @(posedge clk_i) begin
      if (drain_i) drain_o <= value;
    end

  end

endmodule
