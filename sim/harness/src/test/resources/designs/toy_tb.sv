// What the harness asks of a testbench: program.hex and stream_in.hex in, beats into +dump, PASS with cycles.
module toy_tb;
  logic        clk = 1'b0;
  logic        rst_n = 1'b0;
  logic [63:0] m_tdata;
  logic        s_tvalid, s_tready, m_tvalid, wready, irq;
  logic        wvalid = 1'b0;
  logic [15:0] awaddr = '0;
  logic [31:0] wdata = '0;
  logic [31:0] program_words [0:47];
  logic [63:0] in_beats      [0:9];
  int          in_index = 0;
  int          cycles = 0;
  int          dump_file;
  string       dump_name;

  always #5 clk = ~clk;
  assign s_tvalid = in_index < 9;

  toy_wrapper u_dut (
    .clk_i(clk), .rst_ni(rst_n), .s_axis_tdata(in_beats[in_index]), .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready), .m_axis_tdata(m_tdata), .m_axis_tvalid(m_tvalid),
    .awaddr(awaddr), .wdata(wdata), .wvalid(wvalid), .wready(wready), .irq_o(irq)
  );

  always @(posedge clk) begin
    if (rst_n && s_tvalid && s_tready) in_index <= in_index + 1;
    if (rst_n && m_tvalid) $fdisplay(dump_file, "%h", m_tdata);
    if (u_dut.u_toy.busy) cycles <= cycles + 1;
  end

  task automatic write(input logic [15:0] address, input logic [31:0] data);
    @(negedge clk);
    awaddr = address;
    wdata = data;
    wvalid = 1'b1;
    #1;
    while (!wready) @(negedge clk);
    @(negedge clk);
    wvalid = 1'b0;
  endtask

  initial begin
    if (!$value$plusargs("dump=%s", dump_name)) dump_name = "none.hex";
    dump_file = $fopen(dump_name, "w");
    $readmemh("program.hex", program_words);
    $readmemh("stream_in.hex", in_beats, 0, 8);
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
    for (int i = 0; i < 48; i++) write(16'h8000 + 16'(4 * i), program_words[i]);
    write(16'h0, 32'd1);
    while (!irq) @(posedge clk);
    $fclose(dump_file);
    $display("PASS toy cycles=%0d simulated=%0d", cycles, $time / 10);
    $finish;
  end
endmodule
