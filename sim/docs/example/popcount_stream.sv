// Counts the ones of each beat. One cycle of latency, one beat a cycle.
module popcount_stream #(
  parameter int unsigned WIDTH = 64
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [WIDTH-1:0] s_axis_tdata,
  input  logic             s_axis_tvalid,
  output logic             s_axis_tready,
  input  logic             s_axis_tlast,
  output logic [7:0]       m_axis_tdata,
  output logic             m_axis_tvalid,
  input  logic             m_axis_tready,
  output logic             m_axis_tlast,
  output logic [31:0]      beats_o
);
  assign s_axis_tready = !m_axis_tvalid || m_axis_tready;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      m_axis_tvalid <= 1'b0;
      beats_o       <= '0;
    end else if (s_axis_tready) begin
      m_axis_tvalid <= s_axis_tvalid;
      m_axis_tlast  <= s_axis_tlast;
      m_axis_tdata  <= 8'($countones(s_axis_tdata));
      if (s_axis_tvalid) beats_o <= beats_o + 1;
    end
  end
endmodule
