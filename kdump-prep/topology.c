// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology.c - life cycle of a topology, and what it comes to; see topology.h.
 */
#include "kdump-prep/topology.h"

#include <stdlib.h>

/*
 * Functions with MSI or MSI-X from which on one CPU is short of vectors: it
 * has 256 less those of exceptions and of the system, and drivers take more
 * than one each.
 */
#define MANY_MSI 100

void kdp_topology_deinit(struct kdp_topology *topology)
{
	free(topology->cpu);
	free(topology->ioapic);
	free(topology->hpet);
	free(topology->ecam);
	free(topology->function);
	free(topology->watchdog);
	kdp_ranges_deinit(&topology->memory);
	*topology = (struct kdp_topology){ 0 };
}

bool kdp_topology_many_msi(const struct kdp_topology *topology)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < topology->function_count; i++)
		count += topology->function[i].msi_enabled ||
			 topology->function[i].msix_enabled;
	return count > MANY_MSI;
}
