// tb_accel: runs one program on hb_accel and compares the out stream, the counters and the flags.
//
// The working folder holds sizes.hex (words of the program, beats in, out and of the DRAM),
// program.hex (32-bit words), in.hex and out.hex (64-bit beats, out with tlast in bit 64) and
// expect.hex (counters in register order), with DRAM dram.hex (64-bit beats from address 0). STALL_IN and STALL_OUT are
// the percentage of cycles without tvalid and tready; STALL_OUT is also that of the DRAM. The
// counters are compared when both are 0. Prints PASS or FAIL.
module tb_accel #(
  parameter int ROWS      = 8,
  parameter int COLS      = 8,
  parameter int LANES     = 1,
  parameter int ACT_BITS  = 8,
  parameter int WGT_BITS  = 4,
  parameter int ACC_BITS  = 24,
  parameter int ARRAY     = 0,
  parameter int ENGINES   = 1,
  parameter int ACT_DEPTH = 4096,
  parameter int RES_DEPTH = 4096,
  parameter int WGT_DEPTH = 4096,
  parameter int PAR_DEPTH = 512,
  parameter int TABLES    = 2,
  parameter int CMD_DEPTH = 256,
  parameter int ACT_SIDE_DEPTH = 0,
  parameter int RES_SIDE_DEPTH = 0,
  parameter int WGT_SIDE_DEPTH = 0,
  parameter int SOFTMAX_ROW_MAX = 0,
  parameter int NORM_ROW_MAX = 0,
  parameter int GAIN_DEPTH = 0,
  parameter int FACTOR_DEPTH = 0,
  parameter int DRAM = 0,
  parameter int PACK = 0,
  parameter int VALUE_BITS = 33,
  parameter int SEED      = 1,
  parameter int STALL_IN  = 0,
  parameter int STALL_OUT = 0
);

  localparam int MAX_BEATS = 1 << 16;

  logic        clk = 1'b0;
  logic        rst_n = 1'b1;
  logic [63:0] s_tdata;
  logic        s_tvalid = 1'b0;
  logic        s_tready;
  logic [63:0] m_tdata;
  logic        m_tvalid;
  logic        m_tready = 1'b0;
  logic        m_tlast;
  logic [19:0] awaddr = '0;
  logic        awvalid = 1'b0;
  logic        awready;
  logic [31:0] wdata = '0;
  logic        wvalid = 1'b0;
  logic        wready;
  logic [1:0]  bresp;
  logic        bvalid;
  logic        bready = 1'b0;
  logic [19:0] araddr = '0;
  logic        arvalid = 1'b0;
  logic        arready;
  logic [31:0] rdata;
  logic [1:0]  rresp;
  logic        rvalid;
  logic        rready = 1'b0;
  logic        irq;
  logic [31:0]  dram_araddr;
  logic [7:0]   dram_arlen;
  logic [2:0]   dram_arsize;
  logic [1:0]   dram_arburst;
  logic        dram_arvalid;
  logic        dram_arready;
  logic [63:0]  dram_rdata;
  logic [1:0]   dram_rresp;
  logic        dram_rlast;
  logic        dram_rvalid;
  logic        dram_rready;
  logic [31:0]  dram_awaddr;
  logic [7:0]   dram_awlen;
  logic [2:0]   dram_awsize;
  logic [1:0]   dram_awburst;
  logic        dram_awvalid;
  logic        dram_awready;
  logic [63:0]  dram_wdata;
  logic [7:0]   dram_wstrb;
  logic        dram_wlast;
  logic        dram_wvalid;
  logic        dram_wready;
  logic [1:0]   dram_bresp;
  logic        dram_bvalid;
  logic        dram_bready;

  logic [31:0] program_words [CMD_DEPTH*16];
  logic [63:0] in_beats      [MAX_BEATS];
  logic [64:0] out_beats     [MAX_BEATS];
  logic [63:0] expected      [0:hb_pkg::COUNTERS-1];
  logic [31:0] sizes         [0:3];

  int          in_index = 0;
  int          out_index = 0;
  int          errors = 0;
  logic [31:0] in_random = '0;
  logic [31:0] out_random = '0;

  always #5 clk = ~clk;

  hb_accel #(
    .ROWS     (ROWS),
    .COLS     (COLS),
    .LANES    (LANES),
    .ACT_BITS (ACT_BITS),
    .WGT_BITS (WGT_BITS),
    .ACC_BITS (ACC_BITS),
    .ARRAY    (ARRAY),
    .ENGINES  (ENGINES),
    .ACT_DEPTH(ACT_DEPTH),
    .RES_DEPTH(RES_DEPTH),
    .WGT_DEPTH(WGT_DEPTH),
    .PAR_DEPTH(PAR_DEPTH),
    .TABLES   (TABLES),
    .CMD_DEPTH(CMD_DEPTH),
    .ACT_SIDE_DEPTH (ACT_SIDE_DEPTH),
    .RES_SIDE_DEPTH (RES_SIDE_DEPTH),
    .WGT_SIDE_DEPTH (WGT_SIDE_DEPTH),
    .SOFTMAX_ROW_MAX(SOFTMAX_ROW_MAX),
    .NORM_ROW_MAX   (NORM_ROW_MAX),
    .GAIN_DEPTH     (GAIN_DEPTH),
    .FACTOR_DEPTH   (FACTOR_DEPTH),
    .DRAM           (DRAM),
    .PACK           (PACK),
    .VALUE_BITS     (VALUE_BITS)
  ) u_dut (
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
    .m_axi_araddr  (dram_araddr),
    .m_axi_arlen   (dram_arlen),
    .m_axi_arsize  (dram_arsize),
    .m_axi_arburst (dram_arburst),
    .m_axi_arvalid (dram_arvalid),
    .m_axi_arready (dram_arready),
    .m_axi_rdata   (dram_rdata),
    .m_axi_rresp   (dram_rresp),
    .m_axi_rlast   (dram_rlast),
    .m_axi_rvalid  (dram_rvalid),
    .m_axi_rready  (dram_rready),
    .m_axi_awaddr  (dram_awaddr),
    .m_axi_awlen   (dram_awlen),
    .m_axi_awsize  (dram_awsize),
    .m_axi_awburst (dram_awburst),
    .m_axi_awvalid (dram_awvalid),
    .m_axi_awready (dram_awready),
    .m_axi_wdata   (dram_wdata),
    .m_axi_wstrb   (dram_wstrb),
    .m_axi_wlast   (dram_wlast),
    .m_axi_wvalid  (dram_wvalid),
    .m_axi_wready  (dram_wready),
    .m_axi_bresp   (dram_bresp),
    .m_axi_bvalid  (dram_bvalid),
    .m_axi_bready  (dram_bready),
    .irq_o         (irq)
  );

  tb_dram #(
    .BEATS(MAX_BEATS),
    .STALL(STALL_OUT),
    .SEED (SEED)
  ) u_dram (
    .clk_i        (clk),
    .rst_ni       (rst_n),
    .s_axi_araddr (dram_araddr),
    .s_axi_arlen  (dram_arlen),
    .s_axi_arsize (dram_arsize),
    .s_axi_arburst(dram_arburst),
    .s_axi_arvalid(dram_arvalid),
    .s_axi_arready(dram_arready),
    .s_axi_rdata  (dram_rdata),
    .s_axi_rresp  (dram_rresp),
    .s_axi_rlast  (dram_rlast),
    .s_axi_rvalid (dram_rvalid),
    .s_axi_rready (dram_rready),
    .s_axi_awaddr (dram_awaddr),
    .s_axi_awlen  (dram_awlen),
    .s_axi_awsize (dram_awsize),
    .s_axi_awburst(dram_awburst),
    .s_axi_awvalid(dram_awvalid),
    .s_axi_awready(dram_awready),
    .s_axi_wdata  (dram_wdata),
    .s_axi_wstrb  (dram_wstrb),
    .s_axi_wlast  (dram_wlast),
    .s_axi_wvalid (dram_wvalid),
    .s_axi_wready (dram_wready),
    .s_axi_bresp  (dram_bresp),
    .s_axi_bvalid (dram_bvalid),
    .s_axi_bready (dram_bready)
  );

  // A linear congruential step and a draw from its upper bits: the same on every simulator.
  function automatic logic [31:0] step(input logic [31:0] state);
    step = state * 32'd1664525 + 32'd1013904223;
  endfunction

  function automatic logic stall(input logic [31:0] state, input int percent);
    stall = ({16'd0, state[31:16]} % 100) < percent;
  endfunction

  // In stream: a beat once offered stays until it is taken.
  always @(posedge clk) begin : feed
    int next;
    if (!rst_n) begin
      in_random <= SEED;
    end else begin
      next = in_index + ((s_tvalid && s_tready) ? 1 : 0);
      in_random <= step(in_random);
      in_index <= next;
      if (!s_tvalid || s_tready) begin
        s_tvalid <= next < sizes[1] && !stall(in_random, STALL_IN);
        s_tdata <= in_beats[next];
      end
    end
  end

  // Out stream: every beat that is taken is compared.
  always @(posedge clk) begin
    if (!rst_n) begin
      out_random <= ~SEED;
    end else begin
      out_random <= step(out_random);
      m_tready <= !stall(out_random, STALL_OUT);
      if (m_tvalid && m_tready) begin
        if (out_index >= sizes[2] || {m_tlast, m_tdata} !== out_beats[out_index]) begin
          if (errors < 10) begin
            $display("beat %0d is %h, expected %h", out_index, {m_tlast, m_tdata},
                out_beats[out_index]);
          end
          errors = errors + 1;
        end
        out_index <= out_index + 1;
      end
    end
  end

  // The control port is driven at falling edges and sampled at rising ones.
  task automatic write(input logic [19:0] address, input logic [31:0] data);
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

  task automatic read(input logic [19:0] address, output logic [31:0] data);
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

  task automatic check(input logic [31:0] actual, input logic [31:0] wanted, input int address);
    if (actual !== wanted) begin
      $display("register %h is %0d, expected %0d", address, actual, wanted);
      errors = errors + 1;
    end
  endtask

  initial begin
    logic [31:0] data;
    int          compared;
    $readmemh("sizes.hex", sizes);
    $readmemh("program.hex", program_words, 0, sizes[0] - 1);
    if (sizes[1] != 0) $readmemh("in.hex", in_beats, 0, sizes[1] - 1);
    if (sizes[2] != 0) $readmemh("out.hex", out_beats, 0, sizes[2] - 1);
    if (sizes[3] != 0) $readmemh("dram.hex", u_dram.content, 0, sizes[3] - 1);
    $readmemh("expect.hex", expected);
    // A falling edge before the first clock edge: registers are reset before anything reads them.
    #1 rst_n = 1'b0;
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    repeat (4) @(negedge clk);
    for (int i = 0; i < sizes[0]; i++) write(hb_pkg::COMMAND_WINDOW + 4 * i, program_words[i]);
    write(hb_pkg::REG_CTRL, 32'd1);
    while (!irq) @(posedge clk);
    repeat (4) @(posedge clk);
    read(hb_pkg::REG_STATUS, data);
    check(data, 32'd2, hb_pkg::REG_STATUS);
    compared = (STALL_IN == 0 && STALL_OUT == 0) ? hb_pkg::COUNTERS : 0;
    for (int i = 0; i < compared; i++) begin
      read(hb_pkg::REG_CYCLES + 8 * i, data);
      check(data, expected[i][31:0], hb_pkg::REG_CYCLES + 8 * i);
      read(hb_pkg::REG_CYCLES + 8 * i + 4, data);
      check(data, expected[i][63:32], hb_pkg::REG_CYCLES + 8 * i + 4);
    end
    if (in_index != sizes[1] || out_index != sizes[2]) begin
      $display("%0d of %0d beats in, %0d of %0d out", in_index, sizes[1], out_index, sizes[2]);
      errors = errors + 1;
    end
    if (errors == 0) $display("PASS");
    else $display("FAIL: %0d errors", errors);
    $finish;
  end

  initial begin
    repeat (2000000) @(posedge clk);
    $display("FAIL: no end after 2000000 cycles, %0d beats in, %0d out", in_index, out_index);
    $finish;
  end

endmodule
