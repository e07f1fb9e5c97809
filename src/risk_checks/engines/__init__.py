"""Two engines that give the same outcomes from the same plan."""
