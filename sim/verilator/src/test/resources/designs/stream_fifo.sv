// AXI4-Stream FIFO of DEPTH beats (a power of two), one cycle of latency.
module stream_fifo #(
  parameter int unsigned WIDTH = 64,
  parameter int unsigned DEPTH = 4
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [WIDTH-1:0] s_axis_tdata,
  input  logic             s_axis_tvalid,
  output logic             s_axis_tready,
  input  logic             s_axis_tlast,
  output logic [WIDTH-1:0] m_axis_tdata,
  output logic             m_axis_tvalid,
  input  logic             m_axis_tready,
  output logic             m_axis_tlast,
  output logic [31:0]      level_o
);
  localparam int unsigned AW = $clog2(DEPTH);

  logic [WIDTH:0] mem [DEPTH];
  logic [AW:0]    head, tail, level;

  assign level         = head - tail;
  assign level_o       = 32'(level);
  assign s_axis_tready = level_o != DEPTH;
  assign m_axis_tvalid = head != tail;
  assign {m_axis_tlast, m_axis_tdata} = mem[tail[AW-1:0]];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      head <= '0;
      tail <= '0;
    end else begin
      if (s_axis_tvalid && s_axis_tready) begin
        mem[head[AW-1:0]] <= {s_axis_tlast, s_axis_tdata};
        head <= head + 1'b1;
      end
      if (m_axis_tvalid && m_axis_tready) tail <= tail + 1'b1;
    end
  end
endmodule
