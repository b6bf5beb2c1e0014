// Ports of every storage size, each output the complement or a function of an input.
module ports #(
  parameter int unsigned WIDE = 100
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [2:0]        small_i,
  output logic [2:0]        small_o,
  input  logic [11:0]       half_i,
  output logic [11:0]       half_o,
  input  logic [30:0]       word_i,
  output logic [30:0]       word_o,
  input  logic [63:0]       long_i,
  output logic [63:0]       long_o,
  input  logic [WIDE-1:0]   wide_i,
  output logic [WIDE-1:0]   wide_o,
  input  logic [3:0][4:0]   packed_i,
  output logic [4:0]        packed_o,
  input  logic              under__score_i,
  output logic              under__score_o,
  input  logic [3:0]        operator,
  output logic [3:0]        template,
  output logic [31:0]       unset_o,
  output logic [31:0]       cycles_o
);
  logic [31:0] unset;
  assign small_o        = ~small_i;
  assign half_o         = ~half_i;
  assign word_o         = ~word_i;
  assign long_o         = ~long_i;
  assign wide_o         = ~wide_i;
  assign packed_o       = packed_i[2];
  assign under__score_o = !under__score_i;
  assign template       = operator;
  assign unset_o        = unset;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) cycles_o <= '0;
    else cycles_o <= cycles_o + 1;
    if (small_i == 3'd7) unset <= 32'd1;
  end
endmodule
