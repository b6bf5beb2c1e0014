// tb_dma: hb_dma_read feeds hb_dma_write, which copies stretches of a memory with random pauses on
// every channel to another place; nothing else may change, and nothing may be unknown.
//
// MEMORY_PAUSE is the percentage of cycles in which a channel of the memory pauses. Prints PASS or
// FAIL.
module tb_dma #(
  parameter int SEED         = 1,
  parameter int MEMORY_PAUSE = 0
);

  localparam int WORDS = 4096;
  localparam int COPIES = 12;
  localparam int PATIENCE = 20000;

  logic        clk = 1'b0;
  logic        rst_n = 1'b1;
  logic        start = 1'b0;
  logic [31:0] from = '0;
  logic [31:0] to = '0;
  logic [28:0] beats = '0;
  logic        read_busy;
  logic        read_done;
  logic        read_error;
  logic        write_busy;
  logic        write_done;
  logic        write_error;
  logic [31:0] araddr;
  logic [7:0]  arlen;
  logic [2:0]  arsize;
  logic [1:0]  arburst;
  logic        arvalid;
  logic        arready = 1'b0;
  logic [63:0] rdata = '0;
  logic        rlast = 1'b0;
  logic        rvalid = 1'b0;
  logic        rready;
  logic [31:0] awaddr;
  logic [7:0]  awlen;
  logic [2:0]  awsize;
  logic [1:0]  awburst;
  logic        awvalid;
  logic        awready = 1'b0;
  logic [63:0] wdata;
  logic [7:0]  wstrb;
  logic        wlast;
  logic        wvalid;
  logic        wready = 1'b0;
  logic        bvalid = 1'b0;
  logic        bready;
  logic [63:0] tdata;
  logic        tvalid;
  logic        tready;
  logic        tlast;
  logic        last_q = 1'b0;

  // The memory, what it has to hold, and requests that wait: first word and beats left.
  logic [63:0] memory [WORDS];
  logic [63:0] expected [WORDS];
  int          read_word [64];
  int          read_left [64];
  int          write_word [64];
  int          write_left [64];
  int          reads = 0;
  int          reads_done = 0;
  int          writes = 0;
  int          writes_done = 0;
  int          responses = 0;
  int          cycle = 0;
  int          errors = 0;
  logic [31:0] random = SEED;

  always #5 clk = ~clk;

  hb_dma_read u_read (
    .clk_i        (clk),
    .rst_ni       (rst_n),
    .start_i      (start),
    .address_i    (from),
    .beats_i      (beats),
    .busy_o       (read_busy),
    .done_o       (read_done),
    .error_o      (read_error),
    .m_axi_araddr (araddr),
    .m_axi_arlen  (arlen),
    .m_axi_arsize (arsize),
    .m_axi_arburst(arburst),
    .m_axi_arvalid(arvalid),
    .m_axi_arready(arready),
    .m_axi_rdata  (rdata),
    .m_axi_rresp  (2'b00),
    .m_axi_rlast  (rlast),
    .m_axi_rvalid (rvalid),
    .m_axi_rready (rready),
    .m_axis_tdata (tdata),
    .m_axis_tvalid(tvalid),
    .m_axis_tready(tready),
    .m_axis_tlast (tlast)
  );

  hb_dma_write u_write (
    .clk_i        (clk),
    .rst_ni       (rst_n),
    .start_i      (start),
    .address_i    (to),
    .beats_i      (beats),
    .busy_o       (write_busy),
    .done_o       (write_done),
    .error_o      (write_error),
    .s_axis_tdata (tdata),
    .s_axis_tvalid(tvalid),
    .s_axis_tready(tready),
    .m_axi_awaddr (awaddr),
    .m_axi_awlen  (awlen),
    .m_axi_awsize (awsize),
    .m_axi_awburst(awburst),
    .m_axi_awvalid(awvalid),
    .m_axi_awready(awready),
    .m_axi_wdata  (wdata),
    .m_axi_wstrb  (wstrb),
    .m_axi_wlast  (wlast),
    .m_axi_wvalid (wvalid),
    .m_axi_wready (wready),
    .m_axi_bresp  (2'b00),
    .m_axi_bvalid (bvalid),
    .m_axi_bready (bready)
  );

  task automatic check(input logic holds, input int what);
    if (holds !== 1'b1) begin
      $display("check %0d failed at %0t", what, $time);
      errors = errors + 1;
    end
  endtask

  task automatic toss(output logic goes);
    goes = $urandom(random) % 100 >= MEMORY_PAUSE;
  endtask

  // Inputs change at the falling edge; an offer of the memory stays until it is taken.
  task automatic drive;
    logic goes;
    toss(arready);
    toss(awready);
    toss(goes);
    wready = writes_done < writes && goes;
    toss(goes);
    if (!rvalid) rvalid = reads_done < reads && goes;
    if (rvalid) begin
      rdata = memory[read_word[reads_done % 64]];
      rlast = read_left[reads_done % 64] == 1;
    end
    toss(goes);
    if (!bvalid) bvalid = responses > 0 && goes;
  endtask

  // What the rising edge will do, just in front of it.
  task automatic step;
    check(^{arvalid, rready, awvalid, wvalid, bready, tvalid, tready} !== 1'bx, 1);
    if (tvalid && tready) last_q = tlast;
    if (rvalid && rready) begin
      read_word[reads_done % 64] = read_word[reads_done % 64] + 1;
      read_left[reads_done % 64] = read_left[reads_done % 64] - 1;
      if (rlast) reads_done = reads_done + 1;
    end
    if (arvalid && arready) begin
      check(araddr[11:0] + 8 * (arlen + 1) <= 4096 && arsize == 3'd3 && arburst == 2'b01, 2);
      read_word[reads % 64] = araddr / 8;
      read_left[reads % 64] = arlen + 1;
      reads = reads + 1;
    end
    if (bvalid && bready) responses = responses - 1;
    if (wvalid && wready) begin
      check(wstrb === 8'hff && wlast === (write_left[writes_done % 64] == 1), 3);
      memory[write_word[writes_done % 64]] = wdata;
      write_word[writes_done % 64] = write_word[writes_done % 64] + 1;
      write_left[writes_done % 64] = write_left[writes_done % 64] - 1;
      if (wlast) begin
        writes_done = writes_done + 1;
        responses = responses + 1;
      end
    end
    if (awvalid && awready) begin
      check(awaddr[11:0] + 8 * (awlen + 1) <= 4096 && awsize == 3'd3 && awburst == 2'b01, 4);
      write_word[writes % 64] = awaddr / 8;
      write_left[writes % 64] = awlen + 1;
      writes = writes + 1;
    end
  endtask

  // One cycle; behind it valid signals of the memory fall where they were taken.
  task automatic run;
    logic read_taken;
    logic response_taken;
    @(negedge clk);
    drive;
    #4;
    read_taken = rvalid && rready;
    response_taken = bvalid && bready;
    step;
    @(posedge clk);
    #1;
    if (read_taken) rvalid = 1'b0;
    if (response_taken) bvalid = 1'b0;
    cycle = cycle + 1;
  endtask

  initial begin
    for (int i = 0; i < WORDS; i++) begin
      memory[i] = {$urandom(random), $urandom(random)};
      expected[i] = memory[i];
    end
    #1 rst_n = 1'b0;
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    @(posedge clk);
    #1;
    for (int copy = 0; copy < COPIES; copy++) begin
      beats = 1 + $urandom(random) % 600;
      from = 8 * ($urandom(random) % (WORDS / 2 - 600));
      to = 8 * (WORDS / 2 + $urandom(random) % (WORDS / 2 - 600));
      for (int i = 0; i < beats; i++) expected[to / 8 + i] = memory[from / 8 + i];
      start = 1'b1;
      run;
      start = 1'b0;
      cycle = 0;
      while (write_busy && cycle < PATIENCE) run;
      check(!read_busy && write_done && last_q && !read_error && !write_error, 5);
      check(reads == reads_done && writes == writes_done && responses == 0, 6);
      for (int i = 0; i < WORDS; i++) check(memory[i] === expected[i], 7);
    end
    if (errors == 0) $display("PASS");
    else $display("FAIL: %0d errors", errors);
    $finish;
  end

endmodule
