// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology.c - life cycle of a topology; see topology.h.
 */
#include "kdump-prep/topology.h"

#include <stdlib.h>

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
