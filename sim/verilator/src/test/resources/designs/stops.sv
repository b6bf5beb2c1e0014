// Ends the simulation in the way that `how_i` asks for.
module stops (
  input logic       clk_i,
  input logic       rst_ni,
  input logic [2:0] how_i
);
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      case (how_i)
        3'd1: $display("value is %0d", how_i);
        3'd2: $finish;
        3'd3: $fatal(1, "the design gave up");
        3'd4: assert (how_i == 3'd0) else $error("how_i is not zero");
        3'd5: $stop;
        default: ;
      endcase
    end
  end
endmodule
