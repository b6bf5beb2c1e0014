// Breaks AXI4-Stream: changes its data every cycle whether or not the beat was taken.
module fickle (
  input  logic       clk_i,
  input  logic       rst_ni,
  output logic [7:0] m_axis_tdata,
  output logic       m_axis_tvalid,
  input  logic       m_axis_tready
);
  assign m_axis_tvalid = rst_ni;
  always_ff @(posedge clk_i) m_axis_tdata <= rst_ni ? m_axis_tdata + 8'd1 : 8'd0;
endmodule
