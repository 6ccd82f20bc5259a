// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcicfg.c - accesses to PCI configuration space, by the ECAM windows of the
 * plan where one holds the bus, else by CF8/CFC.
 *
 * Nobody else runs, so the address port needs no lock and is not restored: a
 * sequence that the dying kernel was interrupted in is over.
 */
#include "purgatory/pcicfg.h"

#include "mmio.h"
#include "pio.h"
#include "purgatory/regs/pci.h"

bool kdp_pcicfg_open(const struct kdp_ecam *windows, uint64_t count,
		     uint16_t segment, uint8_t bus, uint8_t devfn,
		     struct kdp_pcicfg *cfg)
{
	uint64_t i;

	for (i = 0; i < count; i++) {
		if (windows[i].segment != segment ||
		    bus < windows[i].bus_start || bus > windows[i].bus_end)
			continue;
		/* That of bus 0, of a window without it, can be any MiB. */
		cfg->ecam = windows[i].addr +
			    (KDP_FIELD_MAKE(PCI_ECAM_BUS, (uint64_t)bus) |
			     KDP_FIELD_MAKE(PCI_ECAM_DEVFN, (uint64_t)devfn));
		cfg->address = 0;
		return true;
	}
	if (segment != 0)
		return false;
	cfg->ecam = 0;
	cfg->address = (uint32_t)(PCI_CONFIG_ENABLE |
				  KDP_FIELD_MAKE(PCI_CONFIG_BUS, bus) |
				  KDP_FIELD_MAKE(PCI_CONFIG_DEVFN, devfn));
	return true;
}

/* Whether @size bytes at a register lie in the space that the way reaches. */
static bool reaches(const struct kdp_pcicfg *cfg, uint16_t reg,
		    unsigned int size)
{
	uint32_t space = cfg->ecam ? PCI_ECAM_SIZE : PCI_CONFIG_SIZE;

	return reg % size == 0 && reg < space;
}

/* Sets the address port; returns the data port of the register. */
static uint16_t select_port(const struct kdp_pcicfg *cfg, uint16_t reg)
{
	kdp_pio_out32(PCI_CONFIG_ADDRESS,
		      cfg->address | (uint32_t)(reg & PCI_CONFIG_REGISTER));
	return (uint16_t)(PCI_CONFIG_DATA + (reg & 3));
}

uint8_t kdp_pcicfg_read8(const struct kdp_pcicfg *cfg, uint16_t reg)
{
	if (!reaches(cfg, reg, sizeof(uint8_t)))
		return UINT8_MAX;
	if (cfg->ecam)
		return kdp_mmio_read8(cfg->ecam + reg);
	return kdp_pio_in8(select_port(cfg, reg));
}

uint16_t kdp_pcicfg_read16(const struct kdp_pcicfg *cfg, uint16_t reg)
{
	if (!reaches(cfg, reg, sizeof(uint16_t)))
		return UINT16_MAX;
	if (cfg->ecam)
		return kdp_mmio_read16(cfg->ecam + reg);
	return kdp_pio_in16(select_port(cfg, reg));
}

uint32_t kdp_pcicfg_read32(const struct kdp_pcicfg *cfg, uint16_t reg)
{
	if (!reaches(cfg, reg, sizeof(uint32_t)))
		return UINT32_MAX;
	if (cfg->ecam)
		return kdp_mmio_read32(cfg->ecam + reg);
	return kdp_pio_in32(select_port(cfg, reg));
}

void kdp_pcicfg_write8(const struct kdp_pcicfg *cfg, uint16_t reg,
		       uint8_t value)
{
	if (!reaches(cfg, reg, sizeof(value)))
		return;
	if (cfg->ecam)
		kdp_mmio_write8(cfg->ecam + reg, value);
	else
		kdp_pio_out8(select_port(cfg, reg), value);
}

void kdp_pcicfg_write16(const struct kdp_pcicfg *cfg, uint16_t reg,
			uint16_t value)
{
	if (!reaches(cfg, reg, sizeof(value)))
		return;
	if (cfg->ecam)
		kdp_mmio_write16(cfg->ecam + reg, value);
	else
		kdp_pio_out16(select_port(cfg, reg), value);
}

void kdp_pcicfg_write32(const struct kdp_pcicfg *cfg, uint16_t reg,
			uint32_t value)
{
	if (!reaches(cfg, reg, sizeof(value)))
		return;
	if (cfg->ecam)
		kdp_mmio_write32(cfg->ecam + reg, value);
	else
		kdp_pio_out32(select_port(cfg, reg), value);
}
