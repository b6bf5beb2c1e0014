// tb_${KERNEL}: self-checking testbench of ${KERNEL}_accel, for Icarus (-g2012) and Verilator (--binary --timing).
//
// Writes program.hex through the command window, streams stream_in.hex (64-bit beats), compares the
// out stream with stream_out.hex and the cycle counter with cycles.hex, and prints PASS or FAIL.
// Files are read from the folder of +dir=D, by default the working folder.
//
// With +dump=FILE it compares neither: it writes the beats of the out stream to FILE, 16 hexadecimal
// digits a line, needs only stream_in.hex, and PASS says that the program ended properly.
module tb_${KERNEL};

  localparam int COMMAND_WORDS = ${COMMAND_WORDS};
  localparam int BEATS_IN      = ${BEATS_IN};
  localparam int BEATS_OUT     = ${BEATS_OUT};
  localparam int TIMEOUT       = ${TIMEOUT};

  logic        clk = 1'b0;
  logic        rst_n = 1'b1;
  logic [63:0] s_tdata = '0;
  logic        s_tvalid = 1'b0;
  logic        s_tready;
  logic [63:0] m_tdata;
  logic        m_tvalid;
  logic        m_tready = 1'b0;
  logic        m_tlast;
  logic [${ADDRESS_MSB}:0] awaddr = '0;
  logic        awvalid = 1'b0;
  logic        awready;
  logic [31:0] wdata = '0;
  logic        wvalid = 1'b0;
  logic        wready;
  logic [1:0]  bresp;
  logic        bvalid;
  logic        bready = 1'b0;
  logic [${ADDRESS_MSB}:0] araddr = '0;
  logic        arvalid = 1'b0;
  logic        arready;
  logic [31:0] rdata;
  logic [1:0]  rresp;
  logic        rvalid;
  logic        rready = 1'b0;
  logic        irq;
${DRAM_SIGNALS}
  logic [31:0] program_words [0:COMMAND_WORDS-1];
  logic [63:0] in_beats      [0:BEATS_IN];
  logic [63:0] out_beats     [0:BEATS_OUT];
  logic [63:0] predicted     [0:0];

  string       dir;
  string       dump_name;
  int          dump_file = 0;
  bit          dumping = 1'b0;
  int          in_index = 0;
  int          out_index = 0;
  int          errors = 0;

  always #5 clk = ~clk;

  ${KERNEL}_accel u_dut (
    .clk_i         (clk),
    .rst_ni        (rst_n),
    .s_axis_tdata  (s_tdata),
    .s_axis_tvalid (s_tvalid),
    .s_axis_tready (s_tready),
    .s_axis_tlast  (1'b0),
    .m_axis_tdata  (m_tdata),
    .m_axis_tvalid (m_tvalid),
    .m_axis_tready (m_tready),
    .m_axis_tlast  (m_tlast),
    .s_axil_awaddr (awaddr),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata  (wdata),
    .s_axil_wstrb  (4'hf),
    .s_axil_wvalid (wvalid),
    .s_axil_wready (wready),
    .s_axil_bresp  (bresp),
    .s_axil_bvalid (bvalid),
    .s_axil_bready (bready),
    .s_axil_araddr (araddr),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata  (rdata),
    .s_axil_rresp  (rresp),
    .s_axil_rvalid (rvalid),
    .s_axil_rready (rready),
${DRAM_CONNECTIONS}    .irq_o         (irq)
  );
${DRAM_MODEL}
  // In stream: always valid until the last beat was taken.
  always @(posedge clk) begin : feed
    int next;
    if (rst_n) begin
      next = in_index + ((s_tvalid && s_tready) ? 1 : 0);
      in_index <= next;
      s_tvalid <= next < BEATS_IN;
      s_tdata <= in_beats[next];
    end
  end

  // Out stream: always ready; every beat that is taken is compared, or written down.
  always @(posedge clk) begin : receive
    m_tready <= rst_n;
    if (rst_n && m_tvalid && m_tready) begin
      if (m_tlast !== (out_index == BEATS_OUT - 1)) begin
        if (errors < 10) $display("beat %0d has tlast %b", out_index, m_tlast);
        errors = errors + 1;
      end
      if (dumping) begin
        $fdisplay(dump_file, "%h", m_tdata);
      end else if (out_index >= BEATS_OUT || m_tdata !== out_beats[out_index]) begin
        if (errors < 10) begin
          $display("beat %0d is %h, expected %h", out_index, m_tdata, out_beats[out_index]);
        end
        errors = errors + 1;
      end
      out_index <= out_index + 1;
    end
  end

  // The control port is driven at falling edges and sampled at rising ones.
  task automatic write(input logic [${ADDRESS_MSB}:0] address, input logic [31:0] data);
    @(negedge clk);
    awaddr = address;
    wdata = data;
    awvalid = 1'b1;
    wvalid = 1'b1;
    bready = 1'b1;
    while (awvalid || wvalid) begin
      logic aw_taken;
      logic w_taken;
      @(posedge clk);
      aw_taken = awvalid && awready;
      w_taken = wvalid && wready;
      @(negedge clk);
      if (aw_taken) awvalid = 1'b0;
      if (w_taken) wvalid = 1'b0;
    end
    while (!bvalid) @(negedge clk);
    if (bresp != 2'b00) begin
      $display("write to %h answered %b", address, bresp);
      errors = errors + 1;
    end
    @(negedge clk);
    bready = 1'b0;
  endtask

  task automatic read(input logic [${ADDRESS_MSB}:0] address, output logic [31:0] data);
    @(negedge clk);
    araddr = address;
    arvalid = 1'b1;
    rready = 1'b1;
    while (!arready) @(negedge clk);
    @(negedge clk);
    arvalid = 1'b0;
    while (!rvalid) @(negedge clk);
    data = rdata;
    if (rresp != 2'b00) errors = errors + 1;
    @(negedge clk);
    rready = 1'b0;
  endtask

  initial begin : main
    logic [31:0] status;
    logic [63:0] cycles;
    logic [${ADDRESS_MSB}:0] address;
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    $readmemh({dir, "/program.hex"}, program_words);
    if (BEATS_IN != 0) $readmemh({dir, "/stream_in.hex"}, in_beats, 0, BEATS_IN - 1);
${DRAM_READ}    if ($value$plusargs("dump=%s", dump_name)) begin
      dumping = 1'b1;
      dump_file = $fopen(dump_name, "w");
      if (dump_file == 0) begin
        $display("FAIL ${KERNEL} cannot write %s", dump_name);
        $finish;
      end
    end
    if (!dumping) $readmemh({dir, "/cycles.hex"}, predicted);
    if (BEATS_OUT != 0 && !dumping) $readmemh({dir, "/stream_out.hex"}, out_beats, 0, BEATS_OUT - 1);
    // A falling edge before the first clock edge: registers are reset before anything reads them.
    #1 rst_n = 1'b0;
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    repeat (4) @(negedge clk);
    address = ${COMMAND_WINDOW};
    for (int i = 0; i < COMMAND_WORDS; i++) begin
      write(address, program_words[i]);
      address = address + ${ADDRESS_BITS}'d4;
    end
    write(${REG_CTRL}, 32'd${CTRL_START});
    while (!irq) @(posedge clk);
    repeat (4) @(posedge clk);
    read(${REG_STATUS}, status);
    read(${REG_CYCLES}, cycles[31:0]);
    read(${REG_CYCLES_HIGH}, cycles[63:32]);
    if (status !== 32'd${STATUS_DONE}) begin
      $display("status is %h", status);
      errors = errors + 1;
    end
    if (!dumping && cycles !== predicted[0]) begin
      $display("%0d cycles, %0d predicted", cycles, predicted[0]);
      errors = errors + 1;
    end
    if (in_index != BEATS_IN || out_index != BEATS_OUT) begin
      $display("%0d of %0d beats in, %0d of %0d out", in_index, BEATS_IN, out_index, BEATS_OUT);
      errors = errors + 1;
    end
    if (dumping) $fclose(dump_file);
    if (errors == 0) $display("PASS ${KERNEL} cycles=%0d simulated=%0d", cycles, $time / 10);
    else $display("FAIL ${KERNEL} errors=%0d cycles=%0d", errors, cycles);
    $finish;
  end

  initial begin
    repeat (TIMEOUT) @(posedge clk);
    $display("FAIL ${KERNEL} no end, %0d beats in, %0d out", in_index, out_index);
    $finish;
  end

endmodule
