// tb_outer_product: a product of matrices on tb_outer_array, dense, with memories that hold it all.
//
// The stream brings the words of the activations, word k of row block b behind each other for
// k = 0 .. k_i - 1 and b = 0 .. row_blocks_i - 1 (ROWS codes, the first lowest), then likewise those
// of the weights (COLS numbers). Then every row block meets every column block, column blocks
// inside, k_i cycles each, and the rows of sums leave a cycle each while the next ones add up.
//
// Latency: the first word is read in the cycle in which cycles_o is 0; cycles_o stands with done_o,
//   in the cycle of the last row of sums.
// Throughput: max(k_i, ROWS) cycles a pair of blocks.
// Handshake: a stream in; out a valid without back-pressure. Sizes constant from reset on.
// Combinational paths: none.
module tb_outer_product #(
  parameter int ROWS             = 16,
  parameter int COLS             = 16,
  parameter int ACC_BITS         = 24,
  parameter int PARTIAL_PRODUCTS = 0,
  parameter int ACT_DEPTH        = 65536,
  parameter int WGT_DEPTH        = 262144
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic [31:0]              k_i,
  input  logic [31:0]              row_blocks_i,
  input  logic [31:0]              col_blocks_i,
  input  logic [63:0]              s_axis_tdata,
  input  logic                     s_axis_tvalid,
  output logic                     s_axis_tready,
  output logic [COLS*ACC_BITS-1:0] m_axis_tdata,
  output logic                     m_axis_tvalid,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: sums leave whether they are taken or not.
  input  logic                     m_axis_tready,
  // verilator lint_on UNUSEDSIGNAL
  output logic                     done_o,
  output logic [31:0]              cycles_o
);

  logic [4*ROWS-1:0] act_mem [ACT_DEPTH];
  logic [4*COLS-1:0] wgt_mem [WGT_DEPTH];

  logic [31:0] act_words;
  logic [31:0] wgt_words;
  logic [31:0] loaded_q;
  logic        loading;
  assign act_words = k_i * row_blocks_i;
  assign wgt_words = k_i * col_blocks_i;
  assign loading = loaded_q != act_words + wgt_words;
  assign s_axis_tready = loading;

  // The walk: word k of row block b and column block c.
  logic [31:0] step_last;
  logic [31:0] step_q;
  logic [31:0] row_q;
  logic [31:0] col_q;
  logic [31:0] act_base_q;
  logic [31:0] wgt_base_q;
  logic        walking;
  logic        pair_end;
  assign step_last = (k_i > ROWS ? k_i : ROWS) - 1;
  assign walking = !loading && row_q != row_blocks_i;
  assign pair_end = step_q == step_last;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      loaded_q   <= '0;
      step_q     <= '0;
      row_q      <= '0;
      col_q      <= '0;
      act_base_q <= '0;
      wgt_base_q <= '0;
    end else begin
      if (loading && s_axis_tvalid) loaded_q <= loaded_q + 1;
      if (walking) step_q <= pair_end ? '0 : step_q + 1;
      if (walking && pair_end) begin
        col_q      <= col_q + 1;
        wgt_base_q <= wgt_base_q + k_i;
        if (col_q == col_blocks_i - 1) begin
          col_q      <= '0;
          wgt_base_q <= '0;
          row_q      <= row_q + 1;
          act_base_q <= act_base_q + k_i;
        end
      end
    end
  end

  // The words, and what they are for.
  logic [4*ROWS-1:0] act_q;
  logic [4*COLS-1:0] wgt_q;
  logic              en_q;
  logic              first_q;
  logic              last_q;

  always_ff @(posedge clk_i) begin
    if (loading && s_axis_tvalid && loaded_q < act_words) begin
      act_mem[loaded_q] <= s_axis_tdata[4*ROWS-1:0];
    end
    if (loading && s_axis_tvalid && loaded_q >= act_words) begin
      wgt_mem[loaded_q-act_words] <= s_axis_tdata[4*COLS-1:0];
    end
    act_q <= act_mem[act_base_q+step_q];
    wgt_q <= wgt_mem[wgt_base_q+step_q];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      en_q    <= 1'b0;
      first_q <= 1'b0;
      last_q  <= 1'b0;
    end else begin
      en_q    <= walking && step_q < k_i;
      first_q <= step_q == '0;
      last_q  <= step_q == k_i - 1;
    end
  end

  // The drain, and the cycles up to its end.
  logic        drain_q;
  logic [7:0]  drain_row_q;
  logic        drained_q;
  logic [31:0] pairs_q;
  logic        drain_last;
  assign drain_last = drain_q && {24'd0, drain_row_q} == ROWS - 1;
  assign m_axis_tvalid = drained_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      drain_q     <= 1'b0;
      drain_row_q <= '0;
      drained_q   <= 1'b0;
      pairs_q     <= '0;
      done_o      <= 1'b0;
      cycles_o    <= '0;
    end else begin
      drain_q     <= (en_q && last_q) || (drain_q && !drain_last);
      drain_row_q <= drain_q && !drain_last ? drain_row_q + 8'd1 : '0;
      drained_q   <= drain_q;
      if (drain_last) pairs_q <= pairs_q + 1;
      if (drain_last && pairs_q == row_blocks_i * col_blocks_i - 1) done_o <= 1'b1;
      if (!loading && !done_o) cycles_o <= cycles_o + 1;
    end
  end

  tb_outer_array #(
    .ROWS            (ROWS),
    .COLS            (COLS),
    .ACC_BITS        (ACC_BITS),
    .PARTIAL_PRODUCTS(PARTIAL_PRODUCTS)
  ) u_array (
    .clk_i      (clk_i),
    .en_i       (en_q),
    .first_i    (first_q),
    .last_i     (last_q),
    .init_i     (-(k_i[ACC_BITS-1:0] * 112)),
    .act_i      (act_q),
    .wgt_i      (wgt_q),
    .drain_i    (drain_q),
    .drain_row_i(drain_row_q),
    .drain_o    (m_axis_tdata)
  );

endmodule
