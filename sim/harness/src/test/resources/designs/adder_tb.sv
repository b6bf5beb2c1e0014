// A self-checking testbench; the parameter decides whether it passes.
module adder_tb #(
  parameter int EXPECTED = 5
);
  logic [3:0] sum;
  assign sum = 4'd2 + 4'd3;
  initial begin
    #1;
    if (sum == EXPECTED) $display("PASS 1 check");
    else $display("FAIL sum is %0d", sum);
    if (EXPECTED == 6) $stop;
    $finish;
  end
endmodule
