// tb_blocks: hb_skid and hb_fifo in a row pass numbered words under random stalls; hb_leading_one
// against a search; hb_arbiter against a pointer that walks the ports.
//
// SENDER_PAUSE and RECEIVER_PAUSE are the percentage of cycles without valid and ready. Prints PASS
// or FAIL.
module tb_blocks #(
  parameter int SEED           = 1,
  parameter int SENDER_PAUSE   = 0,
  parameter int RECEIVER_PAUSE = 0
);

  localparam int CYCLES = 4000;
  localparam int PORTS = 5;

  logic        clk = 1'b0;
  logic        rst_n = 1'b1;
  logic        in_valid = 1'b0;
  logic        in_ready;
  logic [15:0] in_data = '0;
  logic        middle_valid;
  logic        middle_ready;
  logic [15:0] middle_data;
  logic        out_valid;
  logic        out_ready = 1'b0;
  logic [15:0] out_data;
  logic [15:0] level;
  logic [43:0] value = '0;
  logic        found;
  logic [7:0]  index;
  logic [43:0] normal;
  logic [4:0]  request = '0;
  logic        accept = 1'b0;
  logic [4:0]  grant;
  logic [15:0] expected = '0;
  logic [31:0] random = SEED;
  logic        found_wanted;
  logic [7:0]  index_wanted;
  logic [4:0]  grant_wanted;
  int          first = 0;
  int          port;
  int          errors = 0;

  always #5 clk = ~clk;

  hb_skid #(
    .WIDTH(16)
  ) u_skid (
    .clk_i  (clk),
    .rst_ni (rst_n),
    .valid_i(in_valid),
    .ready_o(in_ready),
    .data_i (in_data),
    .valid_o(middle_valid),
    .ready_i(middle_ready),
    .data_o (middle_data)
  );

  hb_fifo #(
    .WIDTH(16),
    .DEPTH(5)
  ) u_fifo (
    .clk_i  (clk),
    .rst_ni (rst_n),
    .valid_i(middle_valid),
    .ready_o(middle_ready),
    .data_i (middle_data),
    .valid_o(out_valid),
    .ready_i(out_ready),
    .data_o (out_data),
    .level_o(level)
  );

  hb_leading_one #(
    .WIDTH(44)
  ) u_leading_one (
    .value_i (value),
    .found_o (found),
    .index_o (index),
    .normal_o(normal)
  );

  hb_arbiter #(
    .PORTS(PORTS)
  ) u_arbiter (
    .clk_i    (clk),
    .rst_ni   (rst_n),
    .request_i(request),
    .accept_i (accept),
    .grant_o  (grant)
  );

  task automatic check(input logic holds, input int what);
    if (holds !== 1'b1) begin
      $display("check %0d failed at %0t", what, $time);
      errors = errors + 1;
    end
  endtask

  // Inputs change at the falling edge; what a rising edge will do is known just in front of it.
  task automatic drive;
    if (!in_valid) in_valid = $urandom(random) % 100 >= SENDER_PAUSE;
    out_ready = $urandom(random) % 100 >= RECEIVER_PAUSE;
    value = {$urandom(random), $urandom(random)} >> ($urandom(random) % 64);
    request = request | ($urandom(random) & $urandom(random));
    accept = $urandom(random) % 2 == 0;
  endtask

  task automatic compare_blocks;
    found_wanted = 1'b0;
    index_wanted = '0;
    for (int b = 0; b < 44; b++) begin
      if (value[b]) begin
        found_wanted = 1'b1;
        index_wanted = b;
      end
    end
    check(found === found_wanted, 1);
    check(index === index_wanted, 2);
    check(normal === value << (43 - index_wanted), 3);
    grant_wanted = '0;
    for (int step = PORTS - 1; step >= 0; step--) begin
      port = (first + step) % PORTS;
      if (request[port]) grant_wanted = 5'd1 << port;
    end
    check(grant === grant_wanted, 4);
  endtask

  initial begin
    #1 rst_n = 1'b0;
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    for (int cycle = 0; cycle < CYCLES; cycle++) begin
      @(negedge clk);
      drive;
      #4;
      compare_blocks;
      check(level <= 5 && (level != 0) === out_valid, 5);
      if (out_valid) check(out_data === expected, 6);
      if (out_valid && out_ready) expected = expected + 1;
      for (int p = 0; p < PORTS; p++) begin
        if (grant[p]) first = accept ? (p + 1) % PORTS : p;
      end
      @(posedge clk);
      #1;
      if (accept) request = request & ~grant_wanted;
    end
    check(expected > CYCLES / 10, 7);
    if (errors == 0) $display("PASS");
    else $display("FAIL: %0d errors", errors);
    $finish;
  end

  // The sender moves on where its word was taken.
  always @(posedge clk) begin
    if (in_valid && in_ready && rst_n) begin
      in_valid <= 1'b0;
      in_data  <= in_data + 16'd1;
    end
  end

endmodule
