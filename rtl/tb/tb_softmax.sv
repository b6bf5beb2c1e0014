// tb_softmax: random commands on hb_softmax, against the formulas in real numbers.
//
// Prints PASS or FAIL.
module tb_softmax #(
  parameter int SEED = 1
);

  localparam int LANES = 4;
  localparam int ROW_MAX = 64;
  localparam int COMMANDS = 64;
  localparam int RES_WORDS = 256;
  localparam int ZERO = 99;

  logic                clk = 1'b0;
  logic                rst_n = 1'b1;
  logic                table_we = 1'b0;
  logic [15:0]         table_waddr = '0;
  logic [23:0]         table_wdata = '0;
  logic                start = 1'b0;
  logic                early = 1'b0;
  logic                causal = 1'b0;
  logic [15:0]         rows = '0;
  logic [15:0]         count = '0;
  logic [15:0]         count_first = '0;
  logic [15:0]         words = '0;
  logic [15:0]         s_base = '0;
  logic                res_re;
  logic [15:0]         res_raddr;
  logic [LANES*16-1:0] res_rdata;
  logic                act_we;
  logic                act_last;
  logic [15:0]         act_waddr;
  logic [LANES*8-1:0]  act_wdata;
  logic                factor_we;
  logic [15:0]         factor_waddr;
  logic [21:0]         factor_wdata;
  logic                done;
  logic [LANES*16-1:0] res [RES_WORDS];
  logic [31:0]         random = SEED;
  int                  row;
  int                  word;
  int                  factors;
  int                  cycles;
  int                  errors = 0;
  int                  expected [ROW_MAX];

  always #5 clk = ~clk;

  hb_softmax #(
    .LANES   (LANES),
    .ACT_BITS(8),
    .ROW_MAX (ROW_MAX)
  ) u_softmax (
    .clk_i         (clk),
    .rst_ni        (rst_n),
    .table_we_i    (table_we),
    .table_waddr_i (table_waddr),
    .table_wdata_i (table_wdata),
    .start_i       (start),
    .early_i       (early),
    .causal_i      (causal),
    .rows_i        (rows),
    .count_i       (count),
    .count_first_i (count_first),
    .words_i       (words),
    .s_base_i      (s_base),
    .s_stride_i    (16'd20),
    .o_base_i      (16'd7),
    .o_stride_i    (16'd32),
    .f_base_i      (16'd3),
    .zero_i        (ZERO[7:0]),
    .res_re_o      (res_re),
    .res_raddr_o   (res_raddr),
    .res_rdata_i   (res_rdata),
    .act_we_o      (act_we),
    .act_last_o    (act_last),
    .act_waddr_o   (act_waddr),
    .act_wdata_o   (act_wdata),
    .factor_we_o   (factor_we),
    .factor_waddr_o(factor_waddr),
    .factor_wdata_o(factor_wdata),
    .done_o        (done)
  );

  // The table: a number of each distance, and the distance itself as its code.
  function automatic int number(input int distance);
    number = 65535 - 255 * distance;
  endfunction

  function automatic int below(input int bound);
    below = {16'd0, random[23:8]} % bound;
  endfunction

  function automatic int present(input int r);
    present = (causal && {16'd0, count_first} + r < {16'd0, count})
        ? {16'd0, count_first} + r : {16'd0, count};
  endfunction

  function automatic int logit(input int r, input int i);
    logic [15:0] bits;
    bits = res[{16'd0, s_base} + 20 * r + i / LANES][16*(i%LANES) +: 16];
    logit = {{16{bits[15]}}, bits};
  endfunction

  function automatic int maximum(input int r);
    maximum = -32768;
    for (int k = 0; k < present(r); k++) begin
      if (logit(r, k) > maximum) maximum = logit(r, k);
    end
  endfunction

  function automatic int distance(input int r, input int i, input int greatest);
    distance = (greatest - logit(r, i) > 255) ? 255 : greatest - logit(r, i);
  endfunction

  function automatic int sum(input int r);
    int d;
    int greatest;
    greatest = maximum(r);
    sum = 0;
    for (int k = 0; k < present(r); k++) begin
      d = distance(r, k, greatest);
      sum = sum + (early ? $rtoi(16384.0 * 2.0 ** (-(d % 16) / 16.0) + 0.5) >> (d / 16)
                         : number(d));
    end
  endfunction

  function automatic int leading(input int value);
    leading = 0;
    for (int b = 0; b < 31; b++) if (value[b]) leading = b;
  endfunction

  // The logarithm of a sum, none for late codes and rows without elements.
  function automatic int logarithm(input int r);
    int total;
    int top;
    real middle;
    total = sum(r);
    top = leading(total);
    middle = (((total << 7) >> top) + 0.5) / 128.0;
    logarithm = (early && total != 0)
        ? 16 * (top - 14) + $rtoi(16.0 * $ln(middle) / $ln(2.0) + 0.5) : 0;
  endfunction

  // The codes of a row, which are indices of the table.
  task automatic expect_row(input int r);
    int greatest;
    int log;
    greatest = maximum(r);
    log = logarithm(r);
    for (int i = 0; i < ROW_MAX; i++) begin
      expected[i] = ZERO;
      if (i < present(r)) begin
        expected[i] = distance(r, i, greatest) + log;
        if (expected[i] > 255) expected[i] = 255;
      end
    end
  endtask

  function automatic int factor(input int r);
    int total;
    int top;
    longint normal;
    total = sum(r);
    if (total == 0) total = 1;
    top = leading(total);
    normal = total;
    normal = normal << (31 - top);
    factor = {26'd0, top[5:0]} * 65536 + quotient(normal);
  endfunction

  function automatic int quotient(input longint divisor);
    longint ones;
    longint result;
    ones = (64'd1 << 47) - 64'd1;
    result = ones / divisor;
    quotient = result[31:0];
  endfunction

  always @(posedge clk) begin
    random <= {random[30:0], random[31] ^ random[21] ^ random[1] ^ random[0]};
    if (res_re) res_rdata <= res[res_raddr[7:0]];
  end

  // Every write against the formulas; a value that is unknown differs from all.
  always @(negedge clk) begin
    cycles = cycles + 1;
    if (act_we === 1'b1) begin
      if (word == 0) expect_row(row);
      for (int l = 0; l < LANES; l++) begin
        if ({24'd0, act_wdata[8*l +: 8]} !== expected[LANES*word+l]) errors = errors + 1;
      end
      if ({16'd0, act_waddr} !== 7 + 32 * row + word) errors = errors + 1;
      word = word + 1;
      if (act_last !== (word == {16'd0, words})) errors = errors + 1;
      if (act_last === 1'b1) begin
        word = 0;
        row = row + 1;
      end
    end
    if (factor_we === 1'b1) begin
      if ({10'd0, factor_wdata} !== factor(factors)) errors = errors + 1;
      if ({16'd0, factor_waddr} !== 3 + factors) errors = errors + 1;
      factors = factors + 1;
    end
  end

  initial begin
    for (int w = 0; w < RES_WORDS; w++) begin
      for (int l = 0; l < LANES; l++) begin
        random = {random[30:0], random[31] ^ random[21] ^ random[1] ^ random[0]};
        res[w][16*l +: 16] = {{8{random[9]}}, random[9:2]};
        random = {random[26:0], random[31:27] ^ random[5:1]};
      end
    end
    #1 rst_n = 1'b0;
    repeat (2) @(negedge clk);
    rst_n = 1'b1;
    for (int d = 0; d < 256; d++) begin
      table_we = 1'b1;
      table_waddr = d[15:0];
      table_wdata = number(d) * 256 + d;
      @(negedge clk);
    end
    table_we = 1'b0;
    for (int command = 0; command < COMMANDS; command++) begin
      early = command[0];
      causal = command[1];
      repeat (40) @(negedge clk);
      rows = 1 + below(4);
      repeat (40) @(negedge clk);
      count = 1 + below(ROW_MAX);
      repeat (40) @(negedge clk);
      count_first = below(ROW_MAX);
      repeat (40) @(negedge clk);
      s_base = below(150);
      words = command[2] ? ROW_MAX / LANES : (count + LANES - 1) / LANES;
      row = 0;
      word = 0;
      factors = 0;
      start = 1'b1;
      @(negedge clk);
      start = 1'b0;
      #1 cycles = 1;
      while (done !== 1'b1 && cycles < 1000) @(negedge clk);
      #1;
      if (row !== rows || factors !== (early ? 0 : rows)) errors = errors + 1;
      if (early && cycles !== words * (rows + 2) + 8) errors = errors + 1;
      if (!early && cycles !== (rows - 1) * (words < 16 ? 16 : words) + 2 * words + 21) begin
        errors = errors + 1;
      end
      @(negedge clk);
    end
    if (errors == 0) $display("PASS");
    else $display("FAIL: %0d errors", errors);
    $finish;
  end

endmodule
