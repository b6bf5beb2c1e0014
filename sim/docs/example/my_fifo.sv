// A queue of DEPTH beats between two streams, packets kept.
module my_fifo #(
  parameter int unsigned DEPTH = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] s_axis_tdata,
  input  logic        s_axis_tlast,
  input  logic        s_axis_tvalid,
  output logic        s_axis_tready,
  output logic [31:0] m_axis_tdata,
  output logic        m_axis_tlast,
  output logic        m_axis_tvalid,
  input  logic        m_axis_tready
);
  logic [32:0] beats [DEPTH];
  int unsigned read, write, level;

  assign s_axis_tready = level < DEPTH;
  assign m_axis_tvalid = level > 0;
  assign {m_axis_tlast, m_axis_tdata} = beats[read];

  always_ff @(posedge clk_i) begin
    automatic logic push = s_axis_tvalid && s_axis_tready;
    automatic logic pop = m_axis_tvalid && m_axis_tready;
    if (push) beats[write] <= {s_axis_tlast, s_axis_tdata};
    if (push) write <= (write + 1) % DEPTH;
    if (pop) read <= (read + 1) % DEPTH;
    level <= level + 32'(push) - 32'(pop);
    if (!rst_ni) {read, write, level} <= '0;
  end
endmodule
