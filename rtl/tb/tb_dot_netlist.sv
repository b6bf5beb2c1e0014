// tb_dot_netlist: the gates that a synthesis made of hb_dot_array, as module hb_dot_array_netlist,
// beside the unit: the same drained words for random control and operands.
//
// PARTIAL_PRODUCTS is the form of the unit, see there: that of the gates is slow here, 2 is fast.
//
// Registers without a reset begin undefined in both: what is drained is compared where every bit of
// both is known, which has to be so in nearly all cycles. Prints PASS or FAIL.
module tb_dot_netlist #(
  parameter int SEED             = 1,
  parameter int CYCLES           = 4000,
  parameter int PARTIAL_PRODUCTS = 2
);

  localparam int COLS     = 4;
  localparam int LANES    = 2;
  localparam int ACC_BITS = 16;

  logic                      clk = 1'b0;
  logic                      en = 1'b0;
  logic                      first = 1'b0;
  logic                      last = 1'b0;
  logic                      hold = 1'b0;
  logic [1:0]                shift = '0;
  logic                      digit_signed = 1'b0;
  logic                      wgt_signed = 1'b0;
  logic [4:0]                wgt_zero = '0;
  logic [4*LANES-1:0]        digit = '0;
  logic                      fold = 1'b0;
  logic [4*LANES-1:0]        fold_digit = '0;
  logic                      pack = 1'b0;
  logic [2*COLS*LANES-1:0]   index = '0;
  logic [4*COLS*LANES-1:0]   wgt = '0;
  logic                      drain = 1'b0;
  logic [7:0]                drain_col = '0;
  logic [LANES*ACC_BITS-1:0] of_unit;
  logic [LANES*ACC_BITS-1:0] of_gates;
  logic [LANES*ACC_BITS-1:0] previous = '0;
  logic [31:0]               random = SEED;
  int                        known = 0;
  int                        changes = 0;
  int                        errors = 0;

  always #5 clk = ~clk;

  hb_dot_array #(
    .COLS            (COLS),
    .LANES           (LANES),
    .ACC_BITS        (ACC_BITS),
    .PARTIAL_PRODUCTS(PARTIAL_PRODUCTS)
  ) u_unit (
    .clk_i         (clk),
    .en_i          (en),
    .first_i       (first),
    .last_i        (last),
    .hold_i        (hold),
    .shift_i       (shift),
    .digit_signed_i(digit_signed),
    .wgt_signed_i  (wgt_signed),
    .wgt_zero_i    (wgt_zero),
    .digit_i       (digit),
    .fold_i        (fold),
    .fold_digit_i  (fold_digit),
    .pack_i        (pack),
    .index_i       (index),
    .wgt_i         (wgt),
    .drain_i       (drain),
    .drain_col_i   (drain_col),
    .drain_o       (of_unit)
  );

  hb_dot_array_netlist u_gates (
    .clk_i         (clk),
    .en_i          (en),
    .first_i       (first),
    .last_i        (last),
    .hold_i        (hold),
    .shift_i       (shift),
    .digit_signed_i(digit_signed),
    .wgt_signed_i  (wgt_signed),
    .wgt_zero_i    (wgt_zero),
    .digit_i       (digit),
    .fold_i        (fold),
    .fold_digit_i  (fold_digit),
    .pack_i        (pack),
    .index_i       (index),
    .wgt_i         (wgt),
    .drain_i       (drain),
    .drain_col_i   (drain_col),
    .drain_o       (of_gates)
  );

  // The first cycle puts sums aside and the others of the beginning load all other registers. An
  // array that neither folds nor packs ignores those inputs. What a column behind the last gives is
  // the same only in gates and their own form.
  task automatic drive(input int cycle);
    en = cycle < 4 || $urandom(random) % 4 != 0;
    first = cycle < 4 || $urandom(random) % 4 == 0;
    last = cycle < 4 ? cycle > 0 : $urandom(random) % 3 == 0;
    hold = cycle < 4 ? cycle == 0 : $urandom(random) % 3 == 0;
    shift = $urandom(random);
    digit_signed = $urandom(random);
    wgt_signed = $urandom(random);
    wgt_zero = $urandom(random);
    digit = $urandom(random);
    fold = $urandom(random);
    fold_digit = $urandom(random);
    pack = $urandom(random);
    index = $urandom(random);
    wgt = $urandom(random);
    drain = cycle < 4 || $urandom(random) % 2 == 0;
    drain_col = $urandom(random);
    if (PARTIAL_PRODUCTS != 1 || $urandom(random) % 8 != 0) begin
      drain_col = drain_col % (COLS / LANES);
    end
  endtask

  initial begin
    for (int cycle = 0; cycle < CYCLES; cycle++) begin
      @(negedge clk);
      drive(cycle);
      @(posedge clk);
      #1;
      if (^of_unit !== 1'bx && ^of_gates !== 1'bx) begin
        known = known + 1;
        if (of_unit !== previous) changes = changes + 1;
        if (of_unit !== of_gates) begin
          if (errors < 5) $display("cycle %0d: %h, the gates %h", cycle, of_unit, of_gates);
          errors = errors + 1;
        end
        previous = of_unit;
      end
    end
    $display("known %0d, changes %0d", known, changes);
    if (errors == 0 && known >= CYCLES - 10 && changes > CYCLES / 4) $display("PASS");
    else $display("FAIL: %0d errors", errors);
    $finish;
  end

endmodule
