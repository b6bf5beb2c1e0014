package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.*;
import dev.halfbyte.rtl.*;

public class Scratch {
  public static void main(String[] a) {
    AcceleratorConfig c = dev.halfbyte.backend.verilog.HardwareOption.parse(a[0]);
    TaskGraph g = AttentionTasks.block(c, Integer.parseInt(a[1]), Integer.parseInt(a[2]), 64);
    long t = System.nanoTime();
    Scheduler.Schedule s = Scheduler.schedule(g, c);
    System.out.println((System.nanoTime() - t) / 1000000 + " ms");
    s.notes().forEach(System.out::println);
    System.out.println(s.prediction().busyCycles());
    if (a.length > 3) {
      var p = s.kernel().program();
      for (int i = 0; i < p.commands().size(); i++)
        System.out.println(
            s.prediction().issueCycles().get(i)
                + " "
                + new Timing(c).busyCycles(p.commands().get(i))
                + " "
                + p.labels().get(i)
                + " "
                + p.commands().get(i));
    }
  }
}
